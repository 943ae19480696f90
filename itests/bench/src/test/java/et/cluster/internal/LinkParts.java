package et.cluster.internal;

import et.cluster.Cluster;
import et.cluster.LaneGate;
import et.cluster.RouteTable;
import et.cluster.Routes;
import et.cluster.Self;
import et.itests.path.Defaults;
import et.net.Loops;
import java.util.List;
import java.util.Map;

/** Links without a container. */
public final class LinkParts {

    private static final LinkConfig CONFIG = Defaults.of(LinkConfig.class, Map.of());

    private LinkParts() {}

    public static Self self(String container, String tiers) {
        Map<String, Object> config = Map.of("container", container, "tiers", tiers);
        return new ThisContainer(Defaults.of(ThisContainer.Config.class, config));
    }

    public static NodeLinks links(Self self, Cluster cluster, Loops loops) {
        return new NodeLinks(CONFIG, self, cluster, loops, new Certificates(CONFIG, self), new Callees());
    }

    /** Links to the lanes of the same container. */
    public static NodeLinks links(Self self, Cluster cluster, Loops loops, LaneGate lanes) {
        NodeLinks links = links(self, cluster, loops);
        links.setGate(lanes);
        return links;
    }

    /** What logic containers have told of their routes. */
    public static Routes routes(NodeLinks links) {
        return links.routes();
    }

    public static void close(NodeLinks links) {
        links.deactivate();
    }

    /** The doors of the lanes of a container, open. */
    public static final class Doors {

        private final LaneServer server;
        private final List<Integer> ports;

        public <G extends LaneGate & RouteTable> Doors(Self self, G lanes, Loops loops, Cluster cluster) {
            server = new LaneServer(CONFIG, self, lanes, loops, new Certificates(CONFIG, self), new Callees());
            server.setTable(lanes);
            ports = server.open(cluster);
        }

        public List<Integer> ports() {
            return ports;
        }

        public void close() {
            server.deactivate();
        }
    }
}
