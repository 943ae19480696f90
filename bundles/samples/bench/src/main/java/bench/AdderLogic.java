package bench;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Relaxed;
import org.osgi.service.component.annotations.Component;

/** Adds one and answers: next to nothing, so that what is measured is the way there and back. Each player has one: {@code adder/<player>}. */
@ActorType("adder")
@Relaxed
@Component
public final class AdderLogic implements ActorLogic<Sum> {

    @Override
    public void define(Handlers<Sum> on) {
        on.state(Sum.parser());
        on.request(Add.class, this::add);
    }

    private Sum add(ActorContext ctx, Sum sum, Add add) {
        long count = sum.getCount() + 1;
        ctx.reply(
                Added.newBuilder().setCount(count).setPadding(add.getPadding()).build());
        return sum.toBuilder().setCount(count).build();
    }
}
