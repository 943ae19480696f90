package et.net.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections, in all and by address, over all transports. Thread-safe. */
final class Admission {

    /** How many may be told at a time that they are too many; further ones are just closed. */
    private static final int TOLD = 64;

    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger outside = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    /** What becomes of a new connection. */
    enum Verdict {
        ADMITTED,
        /** Too many; to be told so. */
        REFUSED,
        /** Too many, and too many of those: not worth a word. */
        DROPPED
    }

    /** A client is here. Unless dropped, it has to {@link #leave} with the same verdict. */
    Verdict enter(InetAddress address, Limits limits) {
        if (inside.incrementAndGet() <= limits.connections()) {
            int ofAddress = byAddress.merge(network(address), 1, Integer::sum);
            if (ofAddress <= limits.connectionsPerAddress()) {
                return Verdict.ADMITTED;
            }
            forget(address);
        }
        inside.decrementAndGet();
        if (outside.incrementAndGet() <= TOLD) {
            return Verdict.REFUSED;
        }
        outside.decrementAndGet();
        return Verdict.DROPPED;
    }

    void leave(InetAddress address, Verdict verdict) {
        switch (verdict) {
            case ADMITTED -> {
                inside.decrementAndGet();
                forget(address);
            }
            case REFUSED -> outside.decrementAndGet();
            case DROPPED -> {}
        }
    }

    private void forget(InetAddress address) {
        byAddress.computeIfPresent(network(address), (network, count) -> count == 1 ? null : count - 1);
    }

    /** An IPv6 client has a whole /64 of addresses to come from. */
    private static String network(InetAddress address) {
        return address instanceof Inet6Address
                ? Arrays.toString(Arrays.copyOf(address.getAddress(), 8))
                : address.getHostAddress();
    }
}
