package et.persistence.hibernate.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long things took: counted by their length, each class an eighth longer than the one before. Any thread. */
final class Times {

    /** Classes for each doubling. */
    private static final int PARTS = 8;

    private static final int PART_BITS = 3;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE + 1) * PARTS);

    void add(long nanos) {
        counts.incrementAndGet(classOf(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos))));
    }

    private static int classOf(long micros) {
        if (micros < PARTS) {
            return (int) micros;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        return (power - PART_BITS + 1) * PARTS + (int) (micros >> (power - PART_BITS)) - PARTS;
    }

    /** The longest time of a class. */
    private static long longest(int number) {
        if (number < PARTS) {
            return number;
        }
        int power = number / PARTS + PART_BITS - 1;
        return ((number % PARTS + PARTS + 1L) << (power - PART_BITS)) - 1;
    }

    long count() {
        long sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /** Such a share of all took no longer, in microseconds, up to an eighth more; 0 when there was nothing. */
    long within(double share) {
        long left = (long) Math.ceil(count() * share);
        for (int i = 0; i < counts.length() && left > 0; i++) {
            left -= counts.get(i);
            if (left <= 0) {
                return longest(i);
            }
        }
        return 0;
    }
}
