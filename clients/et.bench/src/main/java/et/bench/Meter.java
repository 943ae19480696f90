package et.bench;

import org.HdrHistogram.Histogram;

/** What all players have seen in a round. On their loop, until the round is over. */
final class Meter {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    /** From when a request was due to when its answer was there, or what it had said: in nanoseconds. */
    private final Histogram times = new Histogram(LONGEST_NANOS, 3);

    private long wrong;

    void took(long nanos) {
        times.recordValue(Math.min(nanos, LONGEST_NANOS));
    }

    /** A request failed, or an answer or a push came twice, or out of order. */
    void wrong() {
        wrong++;
    }

    long wrongs() {
        return wrong;
    }

    Histogram times() {
        return times;
    }
}
