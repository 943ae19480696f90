package et.itests.path;

import bench.AdderLogic;
import et.actor.internal.LaneParts;
import et.api.ActorLogic;
import et.cluster.Cluster;
import et.cluster.Routes;
import et.cluster.Self;
import et.cluster.Shards;
import et.cluster.internal.LinkParts;
import et.cluster.internal.NodeLinks;
import et.cluster.one.internal.OneParts;
import et.gateway.internal.GatewayParts;
import et.itests.bench.Nothing;
import et.net.internal.NetParts;
import et.persistence.ActorStore;
import et.persistence.internal.CommitterService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** The parts of a server on the loops of one process, put together by hand as Declarative Services does it in containers. */
final class Server implements AutoCloseable {

    /** What takes the parts away again, the last one first. */
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private final ActorStore store = new Nothing();
    private final CountingLoops gatewayLoops;
    private final CountingLoops laneLoops;
    private final GatewayParts gateway;
    private final NetParts net;

    /** One container with so many loops. */
    static Server one(int loops, ActorLogic<?> logic) {
        CountingLoops all = new CountingLoops(loops);
        return new Server(all, all, logic);
    }

    /** A gateway and a logic container with one loop each. */
    static Server apart() {
        return new Server(new CountingLoops(1), new CountingLoops(1), new AdderLogic());
    }

    private Server(CountingLoops gatewayLoops, CountingLoops laneLoops, ActorLogic<?> logic) {
        this.gatewayLoops = gatewayLoops;
        this.laneLoops = laneLoops;
        boolean one = gatewayLoops == laneLoops;
        closing.push(laneLoops::close);
        Self self = LinkParts.self("logic", one ? "gateway,manager,logic" : "logic");
        CommitterService committer = new CommitterService(store, Defaults.of(CommitterService.Config.class, Map.of()));
        closing.push(() -> close(committer));
        LaneParts lanes = new LaneParts(self.container(), laneLoops, store, committer, logic);
        closing.push(lanes::close);
        NodeLinks links;
        Cluster cluster;
        Routes routes;
        if (one) {
            cluster = OneParts.of(self, lanes.host());
            links = LinkParts.links(self, cluster, laneLoops, lanes.runtime());
            routes = lanes.runtime();
        } else {
            closing.push(gatewayLoops::close);
            Two two = new Two();
            Self other = LinkParts.self("gateway", "gateway");
            lanes.open();
            LinkParts.Doors doors = new LinkParts.Doors(self, lanes.runtime(), laneLoops, two);
            closing.push(doors::close);
            two.join(self, doors.ports());
            cluster = two;
            links = LinkParts.links(other, cluster, gatewayLoops);
            routes = LinkParts.routes(links);
        }
        closing.push(() -> LinkParts.close(links));
        await("a route for bench.Add", () -> routes.route(Client.ADD) != null);
        await(
                "a place for every shard",
                () -> IntStream.range(0, Shards.COUNT).allMatch(shard -> cluster.place(shard) != null));
        gateway = new GatewayParts(gatewayLoops, cluster, links, routes, new Everybody());
        closing.push(gateway::close);
        net = new NetParts(gatewayLoops, gateway);
        closing.push(net::close);
    }

    /** Waits until the gateway knows who takes the request, and where: another container tells it, or another thread. */
    private static void await(String what, BooleanSupplier there) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come within 60 s");
            }
            Thread.onSpinWait();
        }
    }

    private static void close(CommitterService committer) {
        try {
            committer.close();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return net.port();
    }

    /**
     * The name of a player whose actor is on the loop of the last connection, or on another one.
     *
     * @param same whether they are to have the same number, which is the same loop in one container
     */
    String player(boolean same) {
        int loop = gatewayLoops.all().indexOf(gateway.last());
        for (int i = 0; ; i++) {
            String name = "player-" + i;
            if ((Shards.of("adder", name) % gatewayLoops.all().size() == loop) == same) {
                return name;
            }
        }
    }

    /** What has happened on all loops up to now. */
    Usage usage() {
        Usage gatewayUsage = gatewayLoops.usage();
        return gatewayLoops == laneLoops ? gatewayUsage : gatewayUsage.plus(laneLoops.usage());
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
