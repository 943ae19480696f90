package et.gateway.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other threads have to say to a session, until its loop listens. Any number of threads add, one takes everything out at once. What one
 * thread adds keeps its order. One compare-and-set per addition, no lock, and nothing is allocated but the thing itself.
 */
final class Inbox {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final AtomicReference<@Nullable Told> newest = new AtomicReference<>();

    /** Adds; returns whether it was empty, so that somebody must see to its being emptied. */
    boolean add(Told told) {
        Told before;
        do {
            before = newest.get();
            told.before = before;
        } while (!newest.compareAndSet(before, told));
        return before == null;
    }

    boolean isEmpty() {
        return newest.get() == null;
    }

    /** Takes everything out and lets it happen, oldest first. */
    void drain() {
        Told told = newest.getAndSet(null);
        Told next = null;
        while (told != null) {
            Told before = told.before;
            told.before = next;
            next = told;
            told = before;
        }
        while (next != null) {
            try {
                next.happen();
            } catch (RuntimeException failure) {
                // What the others have to say is not this one's fault.
                log.error("a word from a lane to a session was lost", failure);
            }
            next = next.before;
        }
    }
}
