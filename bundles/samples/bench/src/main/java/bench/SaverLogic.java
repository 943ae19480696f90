package bench;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import org.osgi.service.component.annotations.Component;

/** Remembers what it was told last, and answers when that is durable. */
@ActorType(value = "saver", reach = Reach.ANY)
@Component
public final class SaverLogic implements ActorLogic<Saved> {

    @Override
    public void define(Handlers<Saved> on) {
        on.state(Saved.parser());
        on.request(Save.class, this::save);
    }

    private Saved save(ActorContext ctx, Saved saved, Save save) {
        return saved.toBuilder()
                .setMemory(save.getMemory())
                .setTimes(saved.getTimes() + 1)
                .build();
    }
}
