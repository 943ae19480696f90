package et.actor.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all lanes every few milliseconds, and names the handler that holds one for too long: while it runs, with a sample of its stack, and when it ends.
 * One thread calls {@link #look} for all lanes.
 *
 * <p>A handler that is stuck is cut off, so that the next message does not hold the lane again, and its thread is interrupted, which ends a handler that sleeps or
 * waits. One that computes without end cannot be stopped by anybody in a JVM: its lane is lost until it ends; the other lanes go on.
 *
 * <p>What a handler holds a lane for is the time that passed between looks, and of a look that came late only a part: when the whole container stands still
 * (a machine that is suspended, or has no processor to give, a long collection), that is no fault of the handler that happens to run.
 */
public final class Watchdog {

    /** How often to look, in milliseconds: a tenth of the shortest time that can be set as slow. */
    public static final long LOOK_MS = 10;

    /** What a look counts at most. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(5 * LOOK_MS);

    private static final Logger log = LoggerFactory.getLogger("et.actor.faults");
    private static final int FRAMES = 12;

    /** What was seen of a lane when it was looked at last. Holds no code. */
    private static final class Seen {
        private long count = -1;
        private long lookedNanos;
        private long ranNanos;
        private boolean slow;
        private boolean verySlow;
        private boolean stuck;
        private String named = "";
        private long looks;
        private long busy;
    }

    private final List<Lane> lanes;
    private final List<Seen> seen = new ArrayList<>();
    private final Settings.Faults faults;

    public Watchdog(LaneRuntime runtime) {
        lanes = runtime.all();
        lanes.forEach(lane -> seen.add(new Seen()));
        faults = runtime.settings().faults();
    }

    /** Looks at all lanes. Called by one thread. */
    public void look() {
        for (int at = 0; at < lanes.size(); at++) {
            look(lanes.get(at), seen.get(at));
        }
    }

    private void look(Lane lane, Seen last) {
        Probe probe = lane.probe();
        long count = probe.count();
        HandlerEntry handler = probe.handler();
        Cell cell = probe.cell();
        long now = lane.scheduler().nanoTime();
        synchronized (last) {
            last.looks++;
            last.busy += handler == null ? 0 : 1;
        }
        last.ranNanos += Math.min(now - last.lookedNanos, LATE_NANOS);
        last.lookedNanos = now;
        if (handler == null || cell == null || count != last.count) {
            if (!last.named.isEmpty()) {
                log.warn("{} let go of lane {} after {} ms", last.named, lane.index(), millis(last.ranNanos));
            }
            last.count = count;
            last.ranNanos = 0;
            last.slow = false;
            last.verySlow = false;
            last.stuck = false;
            last.named = "";
            return;
        }
        long ran = millis(last.ranNanos);
        if (!last.slow && ran >= faults.slow()) {
            last.slow = true;
            slow(lane, probe, handler, cell, ran, last);
        }
        if (!last.verySlow && ran >= faults.verySlow()) {
            last.verySlow = true;
            if (handler.conduct.slow(lane.scheduler().currentTimeMillis())) {
                Faults.cutOff(handler);
            }
        }
        if (!last.stuck && ran >= faults.stuck()) {
            last.stuck = true;
            stuck(lane, probe, handler, count, ran);
        }
    }

    private static void slow(Lane lane, Probe probe, HandlerEntry handler, Cell cell, long ran, Seen last) {
        handler.tally(lane.index()).slow();
        if (handler.conduct.first("slow")) {
            last.named = handler.name + " of " + handler.owner.code() + " for " + cell.ref;
            log.warn(
                    "Slow handler: {} holds lane {} for {} ms by now. Said once; more are counted. It is at\n{}",
                    last.named,
                    lane.index(),
                    ran,
                    stack(probe.thread()));
        }
    }

    private static void stuck(Lane lane, Probe probe, HandlerEntry handler, long count, long ran) {
        if (handler.conduct.cut("it held lane " + lane.index() + " for more than " + ran + " ms")) {
            Faults.cutOff(handler);
        }
        if (probe.interrupt(count)) {
            log.warn("Lane {} was interrupted, to end {} of {}", lane.index(), handler.name, handler.owner.code());
        }
    }

    private static String stack(@Nullable Thread thread) {
        if (thread == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        StackTraceElement[] frames = thread.getStackTrace();
        for (int at = 0; at < Math.min(FRAMES, frames.length); at++) {
            text.append("    at ").append(frames[at]).append('\n');
        }
        return text.toString();
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /**
     * What looks at a lane found, since the start.
     *
     * @param looks how many there were
     * @param found how many found it in a handler
     */
    record Busy(long looks, long found) {}

    /** How busy a lane has been. Any thread. */
    Busy busy(int lane) {
        Seen of = seen.get(lane);
        synchronized (of) {
            return new Busy(of.looks, of.busy);
        }
    }

    /** What runs on a lane now, for people; empty when nothing does. */
    public static String running(LaneRuntime runtime, int lane) {
        HandlerEntry handler = runtime.all().get(lane).probe().handler();
        return handler == null ? "" : handler.name + " of " + handler.owner.code();
    }
}
