package et.actor.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a lane runs at the moment, for the watchdog. The lane writes with plain stores and never looks at a clock; how long a handler has
 * run is for the watchdog to find out, by looking twice.
 */
final class Probe {

    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<@Nullable Cell> cell = new AtomicReference<>();
    private final AtomicReference<@Nullable HandlerEntry> handler = new AtomicReference<>();
    private volatile boolean interrupted;
    private volatile @Nullable Thread thread;

    /** On the lane, before a handler is called. */
    void begin(Cell running, HandlerEntry called) {
        count.setPlain(count.getPlain() + 1);
        cell.setRelease(running);
        handler.setRelease(called);
    }

    /** On the lane, when it has come back. */
    void end() {
        handler.setRelease(null);
        cell.setRelease(null);
        if (interrupted) {
            calm();
        }
    }

    /** Takes back an interruption that the handler did not see: the loop itself must not. */
    private synchronized void calm() {
        interrupted = false;
        Thread.interrupted();
    }

    /** On the lane, once. */
    void attach(Thread lane) {
        thread = lane;
    }

    /** The number of the handler call that runs or ran last. */
    long count() {
        return count.getAcquire();
    }

    @Nullable HandlerEntry handler() {
        return handler.getAcquire();
    }

    @Nullable Cell cell() {
        return cell.getAcquire();
    }

    @Nullable Thread thread() {
        return thread;
    }

    /**
     * Interrupts the call of that number, if it still runs. It may end at this very moment; then the lane is left with the mark of an interruption, which
     * its next handler call takes back, and which does no harm to a loop until then.
     */
    synchronized boolean interrupt(long call) {
        Thread lane = thread;
        interrupted = true;
        if (lane == null || count() != call || handler() == null) {
            return false;
        }
        lane.interrupt();
        return true;
    }
}
