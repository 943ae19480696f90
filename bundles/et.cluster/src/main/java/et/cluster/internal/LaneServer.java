package et.cluster.internal;

import et.cluster.Cluster;
import et.cluster.LaneDoors;
import et.cluster.LaneGate;
import et.cluster.RouteTable;
import et.cluster.Self;
import et.net.Loops;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The doors of this container's lanes: a port for each, whose connections live on the lane's own loop. */
@Component(configurationPid = LinkConfig.PID)
public final class LaneServer implements LaneDoors {

    private static final Logger log = LoggerFactory.getLogger(LaneServer.class);

    private final List<LaneDoor> doors = new ArrayList<>();
    private final Fence fence = new Fence();
    private List<Integer> ports = List.of();
    private Cluster.@Nullable Registration listening;
    private Cluster.@Nullable Registration following;
    private volatile @Nullable RouteTable table;

    private volatile @Nullable Cluster cluster;

    @Activate
    public LaneServer(
            LinkConfig config,
            @Reference Self self,
            @Reference LaneGate gate,
            @Reference Loops loops,
            @Reference Certificates certificates,
            @Reference Callees callees) {
        LaneDoor.House house = new LaneDoor.House(
                new MemberSelf(self, () -> cluster),
                gate,
                LinkSettings.of(config),
                certificates,
                callees,
                fence,
                new Remarks(),
                this::entries);
        List<EventLoop> all = loops.all();
        for (int lane = 0; lane < gate.lanes(); lane++) {
            doors.add(new LaneDoor(house, lane, all.get(lane)));
        }
    }

    @Override
    public synchronized List<Integer> open(Cluster to) {
        if (cluster != to) {
            listen(to);
        }
        if (ports.isEmpty()) {
            List<Integer> bound = new ArrayList<>();
            try {
                for (LaneDoor door : doors) {
                    bound.add(door.bind());
                }
            } catch (IllegalStateException taken) {
                doors.forEach(door -> door.loop().execute(door::close));
                throw taken;
            }
            ports = List.copyOf(bound);
            log.info("Lanes listen on ports {}", ports);
        }
        return ports;
    }

    @Modified
    void modified() {
        // NodeLinks, which has the same configuration, says what that means.
    }

    @Deactivate
    synchronized void deactivate() {
        unlisten();
        unfollow();
        for (LaneDoor door : doors) {
            door.loop().execute(door::close);
        }
    }

    private void listen(Cluster to) {
        unlisten();
        cluster = to;
        listening = to.listen(new Cluster.Listener() {
            @Override
            public void gone(String container, long incarnation) {
                shutOut(new Peer(container, incarnation));
            }
        });
    }

    private void unlisten() {
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }

    private void shutOut(Peer peer) {
        fence.gone(peer);
        Down why = new Down(Down.Cause.GONE, "the process has left the cluster");
        for (LaneDoor door : doors) {
            door.loop().execute(() -> door.close(peer::equals, why));
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    synchronized void setTable(RouteTable comes) {
        unfollow();
        table = comes;
        following = comes.listen(this::changed);
        changed();
    }

    synchronized void unsetTable(RouteTable goes) {
        if (table == goes) {
            unfollow();
            table = null;
        }
    }

    private void unfollow() {
        if (following != null) {
            following.close();
            following = null;
        }
    }

    private void changed() {
        doors.forEach(LaneDoor::tellRoutes);
    }

    private List<RouteTable.Entry> entries() {
        RouteTable now = table;
        return now == null ? List.of() : now.entries();
    }

    /** Sessions that are attached to a lane, over all links. That lane's loop only. */
    int attached(int lane) {
        return doors.get(lane).attached();
    }
}
