package et.itests.bench;

import bench.Add;
import bench.Added;
import bench.Sum;
import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Relaxed;
import java.time.Duration;

/** Starts a timer for each request, and counts those that fire. */
@ActorType("ticker")
@Relaxed
public final class Ticker implements ActorLogic<Sum> {

    static final int MILLIS = 10;

    @Override
    public void define(Handlers<Sum> on) {
        on.state(Sum.parser());
        on.request(Add.class, this::start);
        on.timer("tick", this::tick);
    }

    private Sum start(ActorContext ctx, Sum sum, Add add) {
        ctx.startTimer("tick", Duration.ofMillis(MILLIS));
        ctx.reply(Added.newBuilder().setCount(sum.getCount()).build());
        return sum;
    }

    private Sum tick(ActorContext ctx, Sum sum) {
        return sum.toBuilder().setCount(sum.getCount() + 1).build();
    }
}
