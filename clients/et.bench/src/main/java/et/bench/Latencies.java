package et.bench;

import et.robots.Play;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What robots waited for answers, sorted by what was going on when they were due to ask. Any thread. */
final class Latencies implements Play.Watch {

    private static final long LONGEST_NANOS = 600_000_000_000L;

    /** What may go on. */
    enum While {
        /** Before the first hotfix. */
        BASELINE,
        /** A hotfix is applied or rolled back. */
        DURING,
        /** The seconds after a switch. */
        FIRST,
        /** Replaced code is taken out, and it is proved that it has left. */
        UNLOAD
    }

    private record Span(While what, long from, long to) {}

    private final Map<While, Histogram> times = new EnumMap<>(While.class);
    private final List<Span> spans = new ArrayList<>();

    /** In pairs: when a request was due, and how long its answer took. */
    private long[] samples = new long[1 << 12];

    private int filled;

    Latencies() {
        for (While what : While.values()) {
            times.put(what, new Histogram(LONGEST_NANOS, 3));
        }
    }

    @Override
    public synchronized void answered(long due, long nanos) {
        if (filled == samples.length) {
            samples = Arrays.copyOf(samples, 2 * filled);
        }
        samples[filled++] = due;
        samples[filled++] = nanos;
    }

    /** This went on then, in nanoseconds. Things may go on at the same time. */
    synchronized void during(While what, long from, long to) {
        spans.add(new Span(what, from, to));
    }

    /** Sorts what was answered so far: whatever went on until now is known. */
    synchronized void sort() {
        for (int i = 0; i < filled; i += 2) {
            long due = samples[i];
            for (Span span : spans) {
                if (due - span.from >= 0 && due - span.to < 0) {
                    histogram(span.what).recordValue(Math.min(Math.max(samples[i + 1], 0), LONGEST_NANOS));
                }
            }
        }
        filled = 0;
    }

    /** How many were answered, after {@link #sort}. */
    synchronized long count(While what) {
        return histogram(what).getTotalCount();
    }

    /** Microseconds in which 99 % of all that were due meanwhile were answered, after {@link #sort}. */
    synchronized double p99(While what) {
        return histogram(what).getValueAtPercentile(99) / 1e3;
    }

    private Histogram histogram(While what) {
        return times.computeIfAbsent(what, none -> new Histogram(LONGEST_NANOS, 3));
    }
}
