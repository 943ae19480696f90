package et.actor.core;

import et.actor.Times;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What one version of a type did on one lane since its canary began. Written on the lane without a locked instruction, read anywhere. */
final class Gauge {

    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();
    private final AtomicLong allocated = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private final AtomicLongArray times = new AtomicLongArray(Times.BUCKETS);

    /** A handler has come back. */
    void handled(long nanos, long bytes, boolean failed) {
        Tally.bump(messages);
        if (failed) {
            Tally.bump(errors);
        }
        allocated.setOpaque(allocated.getPlain() + bytes);
        int bucket = Times.bucket(nanos);
        times.setOpaque(bucket, times.getPlain(bucket) + 1);
    }

    /** A session that had joined has ended. */
    void ended() {
        Tally.bump(ended);
    }

    /** A state could not be read. */
    void parked() {
        Tally.bump(parked);
    }

    /** Called by the watchdog, so counted with care. */
    void slow() {
        slow.incrementAndGet();
    }

    long countMessages() {
        return messages.getOpaque();
    }

    long countErrors() {
        return errors.getOpaque();
    }

    long countSlow() {
        return slow.get();
    }

    long countAllocated() {
        return allocated.getOpaque();
    }

    long countEnded() {
        return ended.getOpaque();
    }

    long countParked() {
        return parked.getOpaque();
    }

    Times times() {
        long[] counts = new long[Times.BUCKETS];
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] = times.getOpaque(bucket);
        }
        return new Times(counts);
    }
}
