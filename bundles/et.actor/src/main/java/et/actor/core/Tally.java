package et.actor.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What one version of a type did on one lane. Written on the lane, read anywhere; holds nothing of the logic. */
final class Tally {

    private final AtomicLong handled = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();

    /** There while a canary lets the version be compared with another. */
    private final AtomicReference<@Nullable Gauge> gauge = new AtomicReference<>();

    void handled() {
        bump(handled);
    }

    void failed() {
        bump(failed);
    }

    /** Called by the watchdog, so counted with care. */
    void slow() {
        slow.incrementAndGet();
        Gauge compared = gauge.getAcquire();
        if (compared != null) {
            compared.slow();
        }
    }

    /** Whether more is to be measured from now on. On the lane. */
    void compare(boolean compared) {
        if (!compared) {
            gauge.setRelease(null);
        } else if (gauge.getPlain() == null) {
            gauge.setRelease(new Gauge());
        }
    }

    /** What is measured besides, if anything is. On the lane. */
    @Nullable Gauge gauge() {
        return gauge.getPlain();
    }

    /** The same, anywhere. */
    @Nullable Gauge seenGauge() {
        return gauge.getAcquire();
    }

    long countHandled() {
        return handled.getOpaque();
    }

    long countFailed() {
        return failed.getOpaque();
    }

    long countSlow() {
        return slow.get();
    }

    /** Adds one to a counter that one thread writes: no locked instruction. */
    static void bump(AtomicLong counter) {
        counter.setOpaque(counter.getPlain() + 1);
    }
}
