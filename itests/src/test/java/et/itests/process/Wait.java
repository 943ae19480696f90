package et.itests.process;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions, never for times. */
final class Wait {

    private static final long GLANCE_MS = 50;

    private Wait() {}

    /** Looks again and again until it is so; fails with the words after {@code patience}. */
    static void until(String what, Duration patience, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
            }
            Thread.sleep(GLANCE_MS);
        }
    }
}
