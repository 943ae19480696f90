package et.testkit;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorRef;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.api.Refusal;
import et.testkit.tally.Add;
import et.testkit.tally.Added;
import et.testkit.tally.Gift;
import et.testkit.tally.Give;
import et.testkit.tally.Given;
import et.testkit.tally.Grown;
import et.testkit.tally.Later;
import et.testkit.tally.Peek;
import et.testkit.tally.Peeked;
import et.testkit.tally.TallyState;
import java.time.Duration;

/** Adds up, gives to others, and grows after a while. The next version keeps the largest amount. */
@ActorType(value = "tally", reach = Reach.ANY)
class TallyLogic implements ActorLogic<TallyState> {

    static final ActorRef A = new ActorRef("tally", "a");
    static final ActorRef B = new ActorRef("tally", "b");

    @Override
    public void define(Handlers<TallyState> on) {
        on.state(TallyState.parser());
        on.request(Add.class, this::add);
        on.request(Give.class, this::give);
        on.request(Peek.class, this::peek);
        on.request(Later.class, this::later);
        on.message(Gift.class, this::gift);
        on.timer("grow", this::grow);
    }

    TallyState add(ActorContext ctx, TallyState state, Add add) {
        if (add.getAmount() < 0) {
            throw new Refusal(1000, "amount: " + add.getAmount() + " (expected: >= 0)");
        }
        if (add.getAmount() == 666) {
            throw new IllegalStateException("a bug");
        }
        long value = state.getValue() + add.getAmount();
        ctx.reply(Added.newBuilder().setValue(value).build());
        return state.toBuilder().setValue(value).build();
    }

    private TallyState give(ActorContext ctx, TallyState state, Give give) {
        ctx.send(
                new ActorRef("tally", give.getTo()),
                Gift.newBuilder().setAmount(give.getAmount()).build());
        ctx.reply(Given.getDefaultInstance());
        return state.toBuilder().setValue(state.getValue() - give.getAmount()).build();
    }

    private TallyState gift(ActorContext ctx, TallyState state, Gift gift) {
        return state.toBuilder()
                .setValue(state.getValue() + gift.getAmount())
                .setGifts(state.getGifts() + 1)
                .build();
    }

    private TallyState peek(ActorContext ctx, TallyState state, Peek peek) {
        ctx.reply(Peeked.newBuilder()
                .setValue(state.getValue())
                .setGifts(state.getGifts())
                .setLargest(state.getLargest())
                .build());
        return state;
    }

    private TallyState later(ActorContext ctx, TallyState state, Later later) {
        ctx.join();
        ctx.startTimer("grow", Duration.ofMillis(later.getMillis()));
        return state;
    }

    private TallyState grow(ActorContext ctx, TallyState state) {
        long value = state.getValue() + 1;
        ctx.broadcast(Grown.newBuilder().setValue(value).build());
        return state.toBuilder().setValue(value).build();
    }

    /** The next version: schema 2. */
    @ActorType(value = "tally", reach = Reach.ANY)
    static final class Next extends TallyLogic {

        @Override
        public void define(Handlers<TallyState> on) {
            super.define(on);
            on.schema(2);
            on.upgrade(1, state -> state.toBuilder().setLargest(-1).build());
            on.downgrade(1, state -> state.toBuilder().clearLargest().build());
        }

        @Override
        TallyState add(ActorContext ctx, TallyState state, Add add) {
            TallyState next = super.add(ctx, state, add);
            return next.toBuilder()
                    .setLargest(Math.max(state.getLargest(), add.getAmount()))
                    .build();
        }
    }
}
