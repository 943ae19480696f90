package et.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.LaneGate;
import et.cluster.Link;
import et.cluster.Place;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.Self;
import et.cluster.Tier;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A container for tests: loops, links, and lanes that do what a test says. */
final class TestNode implements Self, LaneGate, AutoCloseable {

    private final String container;
    private final long incarnation;
    private final Set<Tier> tiers;
    private final String listen;
    private final MultiThreadIoEventLoopGroup group;

    /** Under which every shard is open here. */
    static final long EPOCH = 300;

    final List<EventLoop> loops = new ArrayList<>();
    final Callees callees = new Callees();
    final Certificates certificates;
    final NodeLinks links;
    final LaneServer server;
    final List<String> seen = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** What a lane does with a request. */
    volatile BiConsumer<Integer, Request> logic =
            (lane, request) -> request.path().answer(request.number(), request.message(), request.payload());

    /** @param config of links, and {@code listen} */
    TestNode(Town town, String container, long incarnation, Set<Tier> tiers, Map<String, Object> config) {
        this.container = container;
        this.incarnation = incarnation;
        this.tiers = tiers;
        this.listen = (String) config.getOrDefault("listen", host());
        group = new MultiThreadIoEventLoopGroup(
                2,
                Epoll.isAvailable() && incarnation % 2 == 0 ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        group.forEach(loop -> loops.add((EventLoop) loop));
        LinkConfig links = TestConfig.links(config);
        certificates = new Certificates(links, this);
        this.links = new NodeLinks(links, this, town, () -> loops, certificates, callees);
        server = new LaneServer(links, this, this, () -> loops, certificates, callees);
        if (tiers.contains(Tier.LOGIC)) {
            this.links.setGate(this);
        }
    }

    static TestNode gateway(Town town, String name, Map<String, Object> config) {
        return new TestNode(town, name, 1, Set.of(Tier.GATEWAY), config);
    }

    /** A logic container that has joined. */
    static TestNode logic(Town town, String name, long incarnation, Map<String, Object> config) {
        TestNode node = new TestNode(town, name, incarnation, Set.of(Tier.LOGIC), config);
        town.join(node, node.server.open(town));
        return node;
    }

    /** Runs something on a loop. */
    <T> T on(int loop, Callable<T> task) {
        try {
            return loops.get(loop).submit(task).get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    void run(int loop, Runnable task) {
        on(loop, () -> {
            task.run();
            return true;
        });
    }

    Link open(int loop, String to, int lane, Runnable broken) {
        return on(loop, () -> links.open(new Place(to, lane, 1), broken));
    }

    static Request request(Session path, long number, byte[] payload) {
        return new Request(
                path.id,
                "p" + path.id,
                number,
                number - 1,
                0,
                (int) path.id % 256,
                EPOCH,
                "counter",
                "c" + path.id,
                42,
                payload,
                path);
    }

    @Override
    public String container() {
        return container;
    }

    @Override
    public long incarnation() {
        return incarnation;
    }

    @Override
    public Set<Tier> tiers() {
        return tiers;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public String listen() {
        return listen;
    }

    @Override
    public int lanes() {
        return loops.size();
    }

    @Override
    public void request(int lane, Request request) {
        threads.add(Thread.currentThread());
        logic.accept(lane, request);
    }

    @Override
    public void rejoin(
            int lane, int shard, long epoch, String type, String id, long session, String player, ReturnPath path) {
        seen.add("rejoin " + lane + " " + shard + " " + type + "/" + id + " " + session + " " + player);
        path.joined(shard, type, id, EPOCH);
    }

    @Override
    public void ended(int lane, int shard, String type, String id, long session, String player) {
        seen.add("ended " + lane + " " + shard + " " + type + "/" + id + " " + session + " " + player);
    }

    @Override
    public void lost(int lane, int shard, String type, String id, long session, ReturnPath path) {
        seen.add("lost " + lane + " " + shard + " " + type + "/" + id + " " + session);
    }

    @Override
    public void parcel(int lane, byte[] parcel) {
        seen.add("parcel " + lane + " " + parcel.length + " " + (parcel.length == 0 ? 0 : parcel[0]));
    }

    @Override
    public void close() {
        links.deactivate();
        server.deactivate();
        assertThat(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10_000))
                .isTrue();
    }

    /** A session of a gateway: writes down what it is told. */
    static final class Session implements ReturnPath {

        final long id;
        final List<String> told = new CopyOnWriteArrayList<>();
        final List<Long> answered = new ArrayList<>();
        final Map<Long, byte[]> payloads = new HashMap<>();
        volatile int answers;
        volatile boolean quiet;

        Session(long id) {
            this.id = id;
        }

        @Override
        public synchronized void answer(long number, int message, byte[] payload) {
            answered.add(number);
            if (!quiet) {
                payloads.put(number, payload);
            }
            answers = answered.size();
        }

        @Override
        public void asked(long number) {
            told.add("asked " + number);
        }

        @Override
        public void fail(long number, int code, String text) {
            told.add("fail " + number + " " + code + " " + text);
        }

        @Override
        public void moved(int shard) {
            told.add("moved " + shard);
        }

        @Override
        public void closed(int shard, String type, String id, long epoch) {
            told.add("closed " + shard + " " + type + "/" + id + " " + epoch);
        }

        @Override
        public void stale(String type, String id) {
            told.add("stale " + type + "/" + id);
        }

        @Override
        public void push(String type, String id, int message, byte[] payload) {
            told.add("push " + type + "/" + id + " " + message + " " + payload.length);
        }

        @Override
        public void joined(int shard, String type, String id, long epoch) {
            told.add("joined " + shard + " " + type + "/" + id + " " + epoch);
        }

        @Override
        public void left(int shard, String type, String id) {
            told.add("left " + shard + " " + type + "/" + id);
        }
    }
}
