package bench;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.api.Refusal;
import et.api.Relaxed;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;

/** Tells everybody what anybody says: all of its work is what leaves. At once, or gathered a few times a second, as games do it. */
@ActorType(value = "crowd", reach = Reach.ANY)
@Relaxed
@Component
public final class CrowdLogic implements ActorLogic<Crowd> {

    private static final int BAD_RATE = 1000;
    private static final int MOST_TICKS = 100;
    private static final String TICK = "tick";

    @Override
    public void define(Handlers<Crowd> on) {
        on.state(Crowd.parser());
        on.request(Enter.class, this::enter);
        on.request(Say.class, this::say);
        on.timer(TICK, this::tick);
    }

    private Crowd enter(ActorContext ctx, Crowd crowd, Enter enter) {
        int ticks = enter.getTicksPerSecond();
        if (ticks < 0 || ticks > MOST_TICKS) {
            throw new Refusal(BAD_RATE, "ticks per second: " + ticks + " (expected: 0 to " + MOST_TICKS + ")");
        }
        ctx.join();
        if (ticks == crowd.getTicksPerSecond()) {
            return crowd;
        }
        if (ticks == 0) {
            ctx.stopTimer(TICK);
        } else {
            ctx.startTimerEvery(TICK, Duration.ofSeconds(1).dividedBy(ticks));
        }
        // What waits for a tick that may not come goes out now.
        return tick(ctx, crowd).toBuilder().setTicksPerSecond(ticks).build();
    }

    private Crowd say(ActorContext ctx, Crowd crowd, Say say) {
        if (crowd.getTicksPerSecond() > 0) {
            return crowd.toBuilder().addSaid(say).build();
        }
        ctx.broadcast(Heard.newBuilder().addSaid(say).build());
        return crowd;
    }

    private Crowd tick(ActorContext ctx, Crowd crowd) {
        if (crowd.getSaidCount() == 0) {
            return crowd;
        }
        ctx.broadcast(Heard.newBuilder().addAllSaid(crowd.getSaidList()).build());
        return crowd.toBuilder().clearSaid().build();
    }
}
