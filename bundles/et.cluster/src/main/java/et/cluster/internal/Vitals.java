package et.cluster.internal;

import et.cluster.Cluster;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many links to each process are up, over all loops. When the last one breaks the way only a dead process breaks it, or a new one is
 * refused while none is up, the cluster is told. Silence is no evidence: it may be this side's. Thread-safe.
 */
final class Vitals {

    private final Cluster cluster;
    private final Map<Peer, Integer> up = new ConcurrentHashMap<>();

    Vitals(Cluster cluster) {
        this.cluster = cluster;
    }

    void up(Peer peer) {
        up.merge(peer, 1, Integer::sum);
    }

    /** A link is down. */
    void down(Peer peer, boolean wasUp, Down why) {
        if (wasUp) {
            up.computeIfPresent(peer, (any, count) -> count == 1 ? null : count - 1);
        }
        if (why.deadly() && !up.containsKey(peer)) {
            cluster.suspect(peer.container(), peer.incarnation());
        }
    }
}
