package et.cluster.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of odd links without letting whoever connects fill the log: one line every ten seconds, the others are counted. Thread-safe. */
final class Remarks {

    private static final Logger log = LoggerFactory.getLogger(Remarks.class);
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicLong untold = new AtomicLong();

    /** A link is down. */
    void down(String link, Down why) {
        if (why.odd() && due()) {
            log.warn("{}: {} ({} more like this were not logged)", link, why.text(), untold.getAndSet(0));
        } else {
            log.debug("{}: {} {}", link, why.cause(), why.text());
        }
    }

    /** This side has failed. */
    void fault(String what, Throwable fault) {
        if (due()) {
            log.error("{} ({} more like this were not logged)", what, untold.getAndSet(0), fault);
        } else {
            log.debug("{}", what, fault);
        }
    }

    private boolean due() {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
            return true;
        }
        untold.incrementAndGet();
        return false;
    }
}
