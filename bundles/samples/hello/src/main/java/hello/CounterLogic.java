package hello;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Refusal;
import org.osgi.service.component.annotations.Component;

/** Counts what its player adds. Each player has a counter: {@code counter/<player>}. */
@ActorType("counter")
@Component
public final class CounterLogic implements ActorLogic<CounterState> {

    private static final int BAD_AMOUNT = 1000;

    @Override
    public void define(Handlers<CounterState> on) {
        on.state(CounterState.parser());
        on.request(Add.class, this::add);
    }

    private CounterState add(ActorContext ctx, CounterState state, Add add) {
        if (add.getAmount() < 1 || add.getAmount() > 1000) {
            throw new Refusal(BAD_AMOUNT, "amount: " + add.getAmount() + " (expected: 1 to 1000)");
        }
        long value = state.getValue() + add.getAmount();
        ctx.reply(Added.newBuilder().setValue(value).build());
        return state.toBuilder().setValue(value).build();
    }
}
