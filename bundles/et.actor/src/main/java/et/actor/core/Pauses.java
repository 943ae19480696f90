package et.actor.core;

import et.actor.Times;
import java.util.Arrays;

/**
 * For how long the actors of a lane could not run because of the last switch: for each that was carried over, the switch of its lane and the stretch
 * of work in which it was carried. On the lane.
 */
final class Pauses {

    private final long[] counts = new long[Times.BUCKETS];

    /** What each of them has in common, in nanoseconds. */
    private long common;

    /** Carried over in the stretch that goes on. */
    private long together;

    /** Another switch, which took the lane so long. */
    void begin(long nanos) {
        Arrays.fill(counts, 0);
        common = nanos;
        together = 0;
    }

    /** The lane was busy for all of them. */
    void all(long nanos) {
        common += nanos;
    }

    /** One was carried over, and the stretch goes on. */
    void carried() {
        together++;
    }

    /** A stretch has ended, for those that were carried over in it. */
    void stretch(long nanos) {
        counts[Times.bucket(common + nanos)] += together;
        together = 0;
    }

    /** One was carried over on its own, at a message. */
    void alone(long nanos) {
        counts[Times.bucket(common + nanos)]++;
    }

    Times times() {
        return new Times(counts.clone());
    }
}
