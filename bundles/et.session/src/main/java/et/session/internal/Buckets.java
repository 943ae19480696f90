package et.session.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets by key: each holds so many attempts, and an empty one is full again after the refill time. Bounded: the key that was not
 * asked for the longest is forgotten, which gives it a full bucket. Any thread.
 */
final class Buckets<K> {

    private static final class Bucket {

        double level;
        long at;
    }

    private final int size;
    private final double perNano;
    private final LongSupplier nanos;
    private final Map<K, Bucket> buckets;

    /**
     * @param size attempts that a bucket holds
     * @param refillNanos the time in which an empty bucket fills up
     * @param most keys that are remembered
     * @param nanos a clock as {@link System#nanoTime}
     */
    Buckets(int size, long refillNanos, int most, LongSupplier nanos) {
        this.size = size;
        this.perNano = (double) size / refillNanos;
        this.nanos = nanos;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Bucket> eldest) {
                return size() > most;
            }
        };
    }

    /** Takes one attempt; false when the bucket is empty. */
    synchronized boolean take(K key) {
        Bucket bucket = bucket(key);
        if (bucket.level < 1) {
            return false;
        }
        bucket.level -= 1;
        return true;
    }

    /** Gives one attempt back. */
    synchronized void giveBack(K key) {
        Bucket bucket = bucket(key);
        bucket.level = Math.min(size, bucket.level + 1);
    }

    private Bucket bucket(K key) {
        long now = nanos.getAsLong();
        Bucket bucket = buckets.get(key);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.level = size;
            buckets.put(key, bucket);
        } else {
            bucket.level = Math.min(size, bucket.level + (now - bucket.at) * perNano);
        }
        bucket.at = now;
        return bucket;
    }
}
