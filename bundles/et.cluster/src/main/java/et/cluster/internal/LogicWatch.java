package et.cluster.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Self;
import et.cluster.Tier;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a link to each logic container, from a container without logic of its own: over it come the routes, and the evidence when the other process
 * dies.
 */
final class LogicWatch {

    private static final int PERIOD_MILLIS = 250;

    private final Self self;
    private final Cluster cluster;
    private final LoopLinks links;
    private final RemoteRoutes routes;
    private final Set<Peer> linked = new HashSet<>();
    private volatile @Nullable ScheduledFuture<?> ticker;
    private volatile boolean closed;

    LogicWatch(Self self, Cluster cluster, LoopLinks links, RemoteRoutes routes) {
        this.self = self;
        this.cluster = cluster;
        this.links = links;
        this.routes = routes;
    }

    void start() {
        if (!self.tiers().contains(Tier.LOGIC)) {
            ticker = links.loop().scheduleWithFixedDelay(this::open, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Something has changed. Any thread. */
    void look() {
        if (ticker != null) {
            links.loop().execute(this::open);
        }
    }

    void close() {
        closed = true;
        ScheduledFuture<?> ticking = ticker;
        if (ticking != null) {
            ticking.cancel(false);
        }
    }

    private void open() {
        if (closed) {
            return;
        }
        for (Member member : cluster.members()) {
            Peer peer = new Peer(member.container(), member.incarnation());
            if (member.tiers().contains(Tier.LOGIC) && !member.lanes().isEmpty() && !linked.contains(peer)) {
                open(member, peer);
            }
        }
    }

    private void open(Member member, Peer peer) {
        try {
            RemoteLink link = links.open(member, 0);
            if (link.peer().equals(peer)) {
                linked.add(peer);
                link.tell(() -> {
                    linked.remove(peer);
                    routes.gone(peer);
                });
            }
        } catch (IllegalStateException none) {
            // Tried again.
        }
    }
}
