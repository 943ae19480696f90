package et.actor;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * How long things took, by how many took about so long. Times of several lanes and containers can be added, and what was before taken away; a percentile is rounded up
 * by a thirty-second part at most.
 *
 * @param counts how many fell into each bucket, {@link #BUCKETS} of them
 */
@SuppressWarnings("ArrayRecordComponent") // Made once for each reading, and never handed on.
public record Times(long[] counts) {

    private static final int UNIT_BITS = 7;

    /** So many buckets for each doubling, as a power of two. */
    private static final int PART_BITS = 5;

    private static final int PARTS = 1 << PART_BITS;

    /** From steps of 128 ns on to some 18 minutes. */
    public static final int BUCKETS = 32 * PARTS;

    public Times {
        if (counts.length != BUCKETS) {
            throw new IllegalArgumentException("counts: " + counts.length + " (expected: " + BUCKETS + ")");
        }
    }

    /** Nothing was timed. */
    public static Times none() {
        return new Times(new long[BUCKETS]);
    }

    /** So many in each of these buckets, none in the others. */
    public static Times of(Map<Integer, Long> counts) {
        Times times = none();
        counts.forEach((bucket, count) -> times.counts[Objects.checkIndex(bucket, BUCKETS)] = count);
        return times;
    }

    /** Tells of each bucket that is not empty how many are in it, the shortest times first. */
    public void each(BiConsumer<Integer, Long> told) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (counts[bucket] != 0) {
                told.accept(bucket, counts[bucket]);
            }
        }
    }

    /** The bucket of a time. */
    public static int bucket(long nanos) {
        long units = Math.max(0, nanos) >>> UNIT_BITS;
        if (units < PARTS) {
            return (int) units;
        }
        int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - PART_BITS;
        return Math.min(BUCKETS - 1, (doublings + 1) * PARTS + (int) (units >>> doublings & (PARTS - 1)));
    }

    /** The longest time that falls into a bucket, in nanoseconds. */
    public static long longest(int bucket) {
        if (bucket < PARTS) {
            return (bucket + 1L) << UNIT_BITS;
        }
        return (PARTS + 1L + bucket % PARTS) << (bucket / PARTS - 1) << UNIT_BITS;
    }

    /** How many were timed. */
    public long total() {
        return Arrays.stream(counts).sum();
    }

    /** The time in nanoseconds that this share of all, 0 to 1, was not longer than; 0 when nothing was timed. */
    public long percentile(double share) {
        long rank = Math.max(1, (long) Math.ceil(total() * share));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return longest(bucket);
            }
        }
        return 0;
    }

    /** How many took surely longer than this. */
    public long above(long nanos) {
        return Arrays.stream(counts, bucket(nanos) + 1, BUCKETS).sum();
    }

    public Times plus(Times more) {
        return combined(more, 1);
    }

    public Times minus(Times before) {
        return combined(before, -1);
    }

    private Times combined(Times other, int sign) {
        long[] sum = new long[BUCKETS];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            sum[bucket] = counts[bucket] + sign * other.counts[bucket];
        }
        return new Times(sum);
    }
}
