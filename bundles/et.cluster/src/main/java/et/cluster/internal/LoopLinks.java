package et.cluster.internal;

import et.cluster.LaneGate;
import et.cluster.Member;
import et.cluster.Self;
import et.cluster.Tier;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The links of one loop. Used on that loop only. */
final class LoopLinks {

    /** A lane, whichever process it is in. */
    private record Way(String container, int lane) {}

    /** A lane to which the way has broken: when, and to which process. */
    private record Failed(Peer peer, long at) {}

    /** An address is not tried again before; who wants to go there has something better to do meanwhile. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final EventLoop loop;
    private final Self self;
    private final RemoteLink.Home home;

    /** Whether this loop asks for the routes of others. */
    private final boolean asks;

    private final Set<LaneLink> local = new HashSet<>();
    private final Map<Way, RemoteLink> remote = new HashMap<>();
    private final Map<Way, Failed> failed = new HashMap<>();
    private boolean closed;

    LoopLinks(EventLoop loop, Self self, RemoteLink.Home home, boolean asks) {
        this.loop = loop;
        this.self = self;
        this.home = home;
        this.asks = asks && !self.tiers().contains(Tier.LOGIC);
    }

    EventLoop loop() {
        return loop;
    }

    /** A link to a lane of this container. */
    LaneLink local(LaneGate gate, int lane, EventLoop of, Runnable broken) {
        LaneLink link = new LaneLink(gate, lane, of, broken);
        local.add(link);
        return link;
    }

    /** The lanes behind a gate have gone. */
    void gone(LaneGate gate) {
        for (LaneLink link : local.toArray(new LaneLink[0])) {
            if (link.gate() == gate) {
                local.remove(link);
                link.close();
            }
        }
    }

    /** The link to a lane of another container, if there is one. */
    @Nullable RemoteLink find(String container, int lane) {
        return remote.get(new Way(container, lane));
    }

    /** The link to a lane of another container. Throws {@link IllegalStateException} when there is no way now. */
    RemoteLink open(Member member, int lane) {
        Way way = new Way(member.container(), lane);
        RemoteLink there = remote.get(way);
        if (there != null) {
            return there;
        }
        if (closed) {
            throw new IllegalStateException("this container is stopping");
        }
        if (lane < 0 || lane >= member.lanes().size()) {
            throw new IllegalStateException("lane " + lane + " of container " + member.container()
                    + " (expected: one of " + member.lanes().size() + ")");
        }
        if (!home.certificates().reaches(member.host())) {
            throw new IllegalStateException("container " + member.container() + " is at " + member.host()
                    + ", and nothing would protect the link: make keys with ./et certs");
        }
        Peer peer = new Peer(member.container(), member.incarnation());
        pause(way, peer);
        Hello hello = Hello.of(self, asks && lane == 0, peer.container(), peer.incarnation(), lane);
        RemoteLink link = new RemoteLink(home, hello, loop, this::ended);
        remote.put(way, link);
        link.connect(new InetSocketAddress(member.host(), member.lanes().get(lane)));
        return link;
    }

    private void pause(Way way, Peer peer) {
        long now = System.nanoTime();
        Failed before = failed.get(way);
        if (before != null && before.peer().equals(peer) && now - before.at() < PAUSE_NANOS) {
            throw new IllegalStateException("the way to lane " + way.lane() + " of " + peer + " has just broken");
        }
        failed.remove(way);
    }

    private void ended(RemoteLink link, Down why) {
        Way way = new Way(link.peer().container(), link.lane());
        if (remote.remove(way, link) && why.cause() != Down.Cause.GONE) {
            failed.put(way, new Failed(link.peer(), System.nanoTime()));
        }
    }

    /** Ends the links to processes that are not there any more. */
    void close(Predicate<Peer> of, Down why) {
        for (RemoteLink link : List.copyOf(remote.values())) {
            if (of.test(link.peer())) {
                link.close(why);
            }
        }
        failed.values().removeIf(before -> of.test(before.peer()));
    }

    /** This container stops. */
    void close() {
        closed = true;
        close(any -> true, new Down(Down.Cause.STOPPING, "this container is stopping"));
    }
}
