package et.gateway.internal;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Which sessions there are, and how many are on their way from one loop to another. Any thread. */
final class Directory {

    private final ConcurrentMap<Long, GatewaySession> sessions = new ConcurrentHashMap<>();
    private final AtomicLong left = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();

    @Nullable GatewaySession get(long id) {
        return sessions.get(id);
    }

    /** Adds a session unless there is one of that id; returns the one that was there. */
    @Nullable GatewaySession add(GatewaySession session) {
        return sessions.putIfAbsent(session.id(), session);
    }

    void remove(GatewaySession session) {
        sessions.remove(session.id(), session);
    }

    Collection<GatewaySession> all() {
        return sessions.values();
    }

    /** A session leaves its loop. */
    void leaves() {
        left.incrementAndGet();
    }

    /** It has arrived at another. */
    void arrives() {
        arrived.incrementAndGet();
    }

    /**
     * A mark of the sessions' movements: a reading of all loops between two equal, settled marks has seen every session once.
     *
     * @return a negative number while a session is on its way
     */
    long mark() {
        long arrivals = arrived.get();
        return arrivals == left.get() ? arrivals : -1;
    }
}
