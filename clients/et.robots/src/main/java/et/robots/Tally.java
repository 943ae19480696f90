package et.robots;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What all robots counted together. Safe for all threads. */
final class Tally {

    private static final int REMARKS = 5;

    final LongAdder sent = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder duplicated = new LongAdder();
    final LongAdder reordered = new LongAdder();
    final LongAdder disconnected = new LongAdder();
    final LongAdder reconnects = new LongAdder();
    final LongAdder away = new LongAdder();
    final LongAdder snapshots = new LongAdder();
    final LongAdder errors = new LongAdder();
    /** Times at which a robot was due to act and did not, since too much of what it had asked was unanswered. */
    final LongAdder heldBack = new LongAdder();

    final LongAdder pushes = new LongAdder();
    final LongAdder coinsOfPlayers = new LongAdder();
    final LongAdder coinsOfWorld = new LongAdder();
    final AtomicInteger players = new AtomicInteger();

    private final LongAccumulator longestOutage = new LongAccumulator(Math::max, 0);
    private final Histogram latency = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(10), 3);
    private final ConcurrentLinkedQueue<String> remarks = new ConcurrentLinkedQueue<>();
    private final Map<LongAdder, AtomicInteger> remarked = new ConcurrentHashMap<>();

    private final Play.Watch watch;

    Tally(Play.Watch watch) {
        this.watch = watch;
    }

    /** A request was answered, {@code nanos} after it had been due. */
    void answered(long due, long nanos) {
        answered.increment();
        watch.answered(due, nanos);
        latency.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), latency.getHighestTrackableValue()));
    }

    /** A robot had a session and, for so long, no connection. */
    void outage(long nanos) {
        longestOutage.accumulate(nanos);
    }

    /** Milliseconds of the longest {@link #outage}, from when the robot saw that its connection was gone. */
    long longestOutageMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestOutage.get());
    }

    /** Something is not as it should be; of each kind, the first {@value #REMARKS} are kept to be read. */
    void found(LongAdder what, long times, String remark) {
        what.add(times);
        if (remarked.computeIfAbsent(what, kind -> new AtomicInteger()).getAndIncrement() < REMARKS) {
            remarks.add(remark);
        }
    }

    /** The first findings. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Microseconds, of the share {@code percentile} of all answers. */
    long micros(double percentile) {
        return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile);
    }

    /** Microseconds of the slowest answer. */
    long maxMicros() {
        return latency.getMaxValue();
    }
}
