package et.actor.core;

import java.util.concurrent.atomic.AtomicLong;

/** What one version of a type did on one lane. Written on the lane, read anywhere; holds nothing of the logic. */
final class Tally {

    private final AtomicLong handled = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();

    void handled() {
        bump(handled);
    }

    void failed() {
        bump(failed);
    }

    /** Called by the watchdog, so counted with care. */
    void slow() {
        slow.incrementAndGet();
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
