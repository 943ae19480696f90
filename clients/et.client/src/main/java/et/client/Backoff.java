package et.client;

import java.util.concurrent.ThreadLocalRandom;

/** Ever longer pauses between attempts, spread so that a thousand clients of a server that comes back do not come at once. */
final class Backoff {

    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 2000;

    private long next = FIRST_MILLIS;

    /** Half to all of the pause that is due, in milliseconds. */
    long nextMillis() {
        long pause = next;
        next = Math.min(LONGEST_MILLIS, 2 * pause);
        return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    }

    /** A connection has proved good. */
    void reset() {
        next = FIRST_MILLIS;
    }
}
