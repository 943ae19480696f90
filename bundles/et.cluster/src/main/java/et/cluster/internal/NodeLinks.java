package et.cluster.internal;

import et.cluster.Calls;
import et.cluster.Cluster;
import et.cluster.LaneGate;
import et.cluster.Link;
import et.cluster.Links;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Placement;
import et.cluster.Routes;
import et.cluster.Self;
import et.net.Loops;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways from this container to lanes: to its own a method call or a task, to those of others a TCP connection per loop and lane, opened
 * when it is first wanted and shared by all who want it on that loop.
 */
@Component(
        configurationPid = LinkConfig.PID,
        service = {Placement.class, Links.class, Calls.class, NodeLinks.class})
@Designate(ocd = LinkConfig.class)
public final class NodeLinks implements Placement, Links, Calls {

    private static final Logger log = LoggerFactory.getLogger(NodeLinks.class);

    private final Self self;
    private final Cluster cluster;
    private final List<LoopLinks> loops = new ArrayList<>();
    private final RemoteRoutes routes = new RemoteRoutes();
    private final Caller caller;
    private final LogicWatch watch;
    private final Cluster.Registration listening;
    private volatile @Nullable LaneGate gate;

    @Activate
    public NodeLinks(
            LinkConfig config,
            @Reference Self self,
            @Reference Cluster cluster,
            @Reference Loops loops,
            @Reference Certificates certificates,
            @Reference Callees callees) {
        Self known = new MemberSelf(self, () -> cluster);
        this.self = known;
        this.cluster = cluster;
        LinkSettings settings = LinkSettings.of(config);
        RemoteLink.Home home = new RemoteLink.Home(settings, certificates, new Vitals(cluster), new Remarks(), routes);
        for (EventLoop loop : loops.all()) {
            this.loops.add(new LoopLinks(loop, known, home, this.loops.isEmpty()));
        }
        LoopLinks first = this.loops.get(0);
        this.caller = new Caller(settings, known, cluster, first, callees);
        this.watch = new LogicWatch(known, cluster, first, routes);
        this.listening = cluster.listen(new Changes());
        watch.start();
    }

    @Modified
    void modified() {
        log.warn(
                "Links stay as they are. The changed {} takes effect when the container starts again.", LinkConfig.PID);
    }

    @Deactivate
    void deactivate() {
        listening.close();
        watch.close();
        for (LoopLinks links : loops) {
            links.loop().execute(links::close);
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setGate(LaneGate comes) {
        gate = comes;
    }

    void unsetGate(LaneGate goes) {
        if (gate == goes) {
            gate = null;
        }
        for (LoopLinks links : loops) {
            links.loop().execute(() -> links.gone(goes));
        }
    }

    /** The routes of all logic containers that can be reached. */
    Routes routes() {
        return routes;
    }

    // ---- Placement

    @Override
    public String container() {
        return self.container();
    }

    @Override
    public @Nullable Place place(int shard) {
        return cluster.place(shard);
    }

    @Override
    public Cluster.Registration listen(IntConsumer placed) {
        return cluster.listen(new Cluster.Listener() {
            @Override
            public void placed(int shard) {
                placed.accept(shard);
            }
        });
    }

    // ---- Links

    @Override
    public Link open(Place place, Runnable broken) {
        LoopLinks here = here();
        if (place.container().equals(self.container())) {
            LaneGate lanes = gate(place.lane());
            return here.local(lanes, place.lane(), loops.get(place.lane()).loop(), broken);
        }
        RemoteLink link = remote(here, place);
        link.tell(broken);
        return link;
    }

    @Override
    public boolean carry(Place place, byte[] parcel) {
        try {
            if (place.container().equals(self.container())) {
                gate(place.lane()).parcel(place.lane(), parcel);
                return true;
            }
            return remote(here(), place).parcel(parcel);
        } catch (IllegalStateException none) {
            log.debug("a parcel for {}: {}", place, none.getMessage());
            return false;
        }
    }

    private RemoteLink remote(LoopLinks here, Place place) {
        RemoteLink there = here.find(place.container(), place.lane());
        if (there != null) {
            return there;
        }
        for (Member member : cluster.members()) {
            if (member.container().equals(place.container())) {
                return here.open(member, place.lane());
            }
        }
        throw new IllegalStateException("container " + place.container() + " (expected: a member of the cluster)");
    }

    private LaneGate gate(int lane) {
        LaneGate lanes = gate;
        int count = lanes == null ? 0 : lanes.lanes();
        if (lanes == null || lane < 0 || lane >= count) {
            throw new IllegalStateException("lane: " + lane + " (expected: one of the " + count + " here)");
        }
        return lanes;
    }

    private LoopLinks here() {
        for (LoopLinks links : loops) {
            if (links.loop().inEventLoop()) {
                return links;
            }
        }
        throw new IllegalStateException("thread " + Thread.currentThread().getName() + " (expected: that of a loop)");
    }

    // ---- Calls

    @Override
    public CompletionStage<byte[]> call(String service, byte[] request) {
        return caller.call(service, request);
    }

    /** What happens in the cluster, for the links. */
    private final class Changes implements Cluster.Listener {

        @Override
        public void changed(Member member) {
            // A container that was started again: what is open still leads to its last process.
            each(peer -> peer.container().equals(member.container()) && peer.incarnation() != member.incarnation());
            watch.look();
        }

        @Override
        public void gone(String container, long incarnation) {
            Peer left = new Peer(container, incarnation);
            each(left::equals);
            watch.look();
        }

        private void each(Predicate<Peer> of) {
            Down why = new Down(Down.Cause.GONE, "the process has left the cluster");
            for (LoopLinks links : loops) {
                links.loop().execute(() -> links.close(of, why));
            }
        }
    }
}
