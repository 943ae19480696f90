package et.cluster.internal;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Processes that have left the cluster for good: what still comes from them is worth nothing. Remembers the latest. Thread-safe. */
final class Fence {

    private static final int MOST = 4096;

    private final Set<Peer> gone = new LinkedHashSet<>();

    synchronized void gone(Peer peer) {
        gone.add(peer);
        if (gone.size() > MOST) {
            Iterator<Peer> oldest = gone.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized boolean keepsOut(Peer peer) {
        return gone.contains(peer);
    }
}
