package et.cluster.pekko.internal;

import com.typesafe.config.Config;
import et.cluster.ShardHost;
import et.cluster.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Kill;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.apache.pekko.serialization.SerializationSetup;
import org.apache.pekko.serialization.SerializerDetails;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One membership of this container: an actor system, from joining to leaving. A node that was taken out of the cluster cannot come back; the
 * container joins with a new one.
 */
final class Node {

    private static final Logger log = LoggerFactory.getLogger(Node.class);

    /** The same in all containers: part of their addresses. */
    private static final String SYSTEM = "et";

    private static final String TYPE = "shard";
    private static final int GATHER_MILLIS = 5;

    /** How long an actor system may take to end, after it was told. */
    private static final int END_SECONDS = 10;

    /** How long leaving takes beyond handing shards over. */
    private static final int LEAVE_SECONDS = 6;

    /** Whether containers of these tiers have shards, or say where they are. */
    static boolean keepsShards(Set<Tier> tiers) {
        return tiers.contains(Tier.LOGIC) || tiers.contains(Tier.MANAGER);
    }

    private final ActorSystem system;
    private final Cluster cluster;
    private final ActorRef board;
    private final Placing.Latest roster;

    /**
     * Begins to join.
     *
     * @param settings what Pekko is told
     * @param host what opens shards; null in a container that is no logic container
     * @param tls how nodes prove themselves to each other; null: not at all
     * @param least how many logic containers the first shards wait for, and how many seconds they wait
     * @param clock nanoseconds; for placing
     */
    Node(
            Board.Home home,
            Table table,
            Wishes wishes,
            Settings settings,
            @Nullable ShardHost host,
            @Nullable SSLContext tls,
            int least,
            int patience,
            LongSupplier clock) {
        ClassLoader loader = Node.class.getClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            system = ActorSystem.create(SYSTEM, setup(settings.config(tls != null, loader), tls, loader));
        } finally {
            thread.setContextClassLoader(before);
        }
        cluster = Cluster.get(system);
        cluster.registerOnMemberRemoved(() -> home.lost("taken out of the cluster"));
        roster = new Placing.Latest(new Placing.Roster(Map.of(), wishes));
        Executor blocking = system.dispatchers().lookup("pekko.actor.default-blocking-io-dispatcher");
        AtomicReference<@Nullable ActorRef> region = new AtomicReference<>();
        board = system.actorOf(
                Props.create(
                        Board.class,
                        () -> new Board(
                                home,
                                table,
                                roster,
                                (message, sender) -> {
                                    ActorRef to = region.get();
                                    if (to != null) {
                                        to.tell(message, sender);
                                    }
                                },
                                blocking)),
                Board.NAME);
        region.set(region(home, host, new Placing(roster, cluster.selfAddress(), least, patience, clock)));
    }

    private static ActorSystemSetup setup(Config config, @Nullable SSLContext tls, ClassLoader loader) {
        ActorSystemSetup setup = ActorSystemSetup.create(
                BootstrapSetup.create(config).withClassloader(loader),
                SerializationSetup.create(
                        system -> List.of(SerializerDetails.create("et", new WireSerializer(), List.of(Wire.class)))));
        return tls == null ? setup : setup.withSetup(SSLEngineProviderSetup.create(system -> new NodeSsl(tls)));
    }

    private ActorRef region(Board.Home home, @Nullable ShardHost host, Placing placing) {
        ClusterSharding sharding = ClusterSharding.get(system);
        if (!keepsShards(home.tiers())) {
            return sharding.startProxy(TYPE, Optional.of(Settings.SHARDS), new Shard());
        }
        ClusterShardingSettings settings =
                ClusterShardingSettings.create(system).withRole(Settings.SHARDS);
        return sharding.start(TYPE, keepers(host), settings, new Shard(), placing, new Wire.HandOff());
    }

    private Props keepers(@Nullable ShardHost host) {
        if (host == null) {
            // A manager: Placing gives it no shard.
            return Props.empty();
        }
        Opener opener = new Opener(
                host,
                run -> system.scheduler().scheduleOnce(Duration.ofMillis(GATHER_MILLIS), run, system.dispatcher()));
        return Props.create(Keeper.class, () -> new Keeper(host, opener, board));
    }

    /** Our shards as Sharding sees them: a group is a shard, and each shard of ours an entity in it. */
    private static final class Shard implements ShardRegion.MessageExtractor {
        @Override
        public @Nullable String entityId(Object message) {
            return message instanceof Wire.ToShard to ? Integer.toString(to.shard()) : null;
        }

        @Override
        public Object entityMessage(Object message) {
            return message;
        }

        @Override
        public @Nullable String shardId(Object message) {
            String entity = message instanceof ShardRegion.StartEntity start ? start.entityId() : entityId(message);
            return entity == null ? null : Integer.toString(Groups.of(Integer.parseInt(entity)));
        }
    }

    /** Joins those, or begins a cluster when there is none of them. */
    void join(List<Address> seeds) {
        if (seeds.isEmpty()) {
            cluster.join(cluster.selfAddress());
        } else {
            cluster.joinSeedNodes(seeds);
        }
    }

    /** {@code host:port}, host:port, ... as addresses of nodes. */
    static List<Address> addresses(List<String> hosts) {
        Set<Address> addresses = new LinkedHashSet<>();
        for (String host : hosts) {
            int colon = host.lastIndexOf(':');
            addresses.add(new Address(
                    "pekko", SYSTEM, host.substring(0, colon), Integer.parseInt(host.substring(colon + 1))));
        }
        return new ArrayList<>(addresses);
    }

    Address address() {
        return cluster.selfAddress();
    }

    /** Where the other members are, or were. */
    List<Address> others() {
        List<Address> others = new ArrayList<>(roster.get().members().keySet());
        others.remove(address());
        return others;
    }

    Wishes wishes() {
        return roster.get().wishes();
    }

    void tell(Object message) {
        board.tell(message, ActorRef.noSender());
    }

    /** Takes a node that is dead out of the cluster, without waiting for heartbeats to run out. */
    void down(UniqueAddress node) {
        // Quarantined, it counts as unreachable at once, here; and a leader removes who is unreachable and down.
        RemoteActorRefProvider remote = (RemoteActorRefProvider) ((ExtendedActorSystem) system).provider();
        remote.quarantine(node.address(), scala.Option.apply(node.longUid()), "its process is dead");
        cluster.down(node.address());
    }

    /** As others would say it. For tests. */
    void downSelf() {
        cluster.down(address());
    }

    /** As when Sharding fails: keepers of this node end, whom nobody has told. For tests. */
    void killKeepers(int group) {
        system.actorSelection("/system/sharding/" + TYPE + "/" + group).tell(Kill.getInstance(), ActorRef.noSender());
    }

    /** Hands all shards over, then leaves the cluster and ends. Blocks; bounded. */
    void leave(int handoverSeconds) {
        tell(Board.Leaving.LEAVING);
        try {
            CoordinatedShutdown.get(system)
                    .runAll(CoordinatedShutdown.clusterLeavingReason())
                    .toCompletableFuture()
                    .get(handoverSeconds + LEAVE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Left the cluster before everything was handed over", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
    }

    /** Ends at once: others notice. Blocks until no thread of the node is left; bounded. */
    void end() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("The actor system still runs {} s after it was told to end; left behind", END_SECONDS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
