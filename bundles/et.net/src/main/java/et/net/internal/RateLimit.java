package et.net.internal;

import java.util.concurrent.TimeUnit;

/** A token bucket: so many a second, and so many at once after a pause. Not thread-safe. */
final class RateLimit {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long perSecond;
    private final long full;
    private long level;
    private long filled;

    /** @param perSecond tokens a second; 0: no limit */
    RateLimit(int perSecond, int burst, long now) {
        this.perSecond = perSecond;
        // Counted in parts of a token, so that frequent refills lose nothing.
        full = burst * SECOND;
        level = full;
        filled = now;
    }

    /** Fills up to the time given, in nanoseconds of {@link System#nanoTime}. */
    void refill(long now) {
        // After a pause of any length: what does not fit into the bucket is not counted, nor can the product overflow.
        long passed = Math.min(now - filled, perSecond == 0 ? 0 : full / perSecond + 1);
        level = Math.min(full, level + passed * perSecond);
        filled = now;
    }

    /** Takes a token if there is one. */
    boolean take() {
        if (perSecond == 0) {
            return true;
        }
        if (level < SECOND) {
            return false;
        }
        level -= SECOND;
        return true;
    }
}
