package et.net.internal;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of our own failures over what clients send, without letting a client fill the log with them. Thread-safe. */
final class Faults {

    private static final Logger log = LoggerFactory.getLogger(Faults.class);
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicLong untold = new AtomicLong();

    void report(String what, InetAddress address, Throwable fault) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
            log.warn(
                    "{} {}; the connection is closed ({} more like this were not logged)",
                    what,
                    address.getHostAddress(),
                    untold.getAndSet(0),
                    fault);
        } else {
            untold.incrementAndGet();
            log.debug("{} {}", what, address.getHostAddress(), fault);
        }
    }
}
