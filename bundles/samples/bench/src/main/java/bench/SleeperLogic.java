package bench;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.api.Relaxed;
import org.osgi.service.component.annotations.Component;

/** Remembers what it was told last and does nothing: one of very many that are there in case somebody asks. */
@ActorType(value = "sleeper", reach = Reach.ANY)
@Relaxed
@Component
public final class SleeperLogic implements ActorLogic<Sleep> {

    @Override
    public void define(Handlers<Sleep> on) {
        on.state(Sleep.parser());
        on.request(Wake.class, this::wake);
    }

    private Sleep wake(ActorContext ctx, Sleep sleep, Wake wake) {
        return sleep.toBuilder().setMemory(wake.getMemory()).build();
    }
}
