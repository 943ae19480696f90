package et.itests.path;

import bench.AdderLogic;
import bench.Sum;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.api.Relaxed;

/** The same actor, but for everybody: so that connections stay where they were accepted. */
@ActorType(value = "adder", reach = Reach.ANY)
@Relaxed
final class OpenLogic implements ActorLogic<Sum> {

    private final AdderLogic adder = new AdderLogic();

    @Override
    public void define(Handlers<Sum> on) {
        adder.define(on);
    }
}
