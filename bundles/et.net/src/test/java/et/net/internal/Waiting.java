package et.net.internal;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions. */
final class Waiting {

    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long STEP_NANOS = 2_000_000L;

    private Waiting() {}

    static void until(BooleanSupplier condition) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new AssertionError("Not true after 30 s");
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
