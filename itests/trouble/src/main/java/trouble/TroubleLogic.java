package trouble;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/** Does what handlers must not do. */
@ActorType(value = "trouble", reach = Reach.ANY)
@Component
public final class TroubleLogic implements ActorLogic<TroubleState> {

    private final Fault fault = Fault.read();

    @Override
    public void define(Handlers<TroubleState> on) {
        fault.define(on);
        on.request(Throw.class, (ctx, state, order) -> {
            throw new IllegalStateException("thrown because a test asked for it");
        });
        on.request(Loop.class, (ctx, state, order) -> {
            loop(order.getSeconds());
            return done(ctx, state);
        });
        on.request(Block.class, (ctx, state, order) -> {
            block(order.getSeconds());
            return done(ctx, state);
        });
        on.request(
                Behave.class,
                (ctx, state, order) -> done(ctx, fault.act(ctx.self().id(), order, state)));
    }

    private static TroubleState done(ActorContext ctx, TroubleState state) {
        int handled = state.getHandled() + 1;
        ctx.reply(Done.newBuilder().setHandled(handled).build());
        return state.toBuilder().setHandled(handled).build();
    }

    private static void loop(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void block(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while it blocked its lane", e);
        }
    }
}
