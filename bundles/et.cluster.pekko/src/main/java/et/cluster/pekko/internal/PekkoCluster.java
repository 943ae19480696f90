package et.cluster.pekko.internal;

import et.cluster.Cluster;
import et.cluster.LaneDoors;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.NodeTls;
import et.cluster.Parts;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.ShardHost;
import et.cluster.Shards;
import et.cluster.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.cluster.UniqueAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster, by Pekko. A container with logic joins when it can open shards, and leaves when it cannot any more; others join at once.
 *
 * <p>A container that the others took out of the cluster, because it did not answer for too long, drops all shards and joins anew in the same
 * process. Then it is a later incarnation: {@link Member#incarnation()} of this container is {@link Self#incarnation()} plus the number of
 * times that it has left or was taken out before. What speaks for this container to others must carry the incarnation that {@link #members()} says.
 */
@Component(configurationPid = "et.cluster.pekko", immediate = true)
@Designate(ocd = PekkoCluster.Config.class)
public final class PekkoCluster implements Cluster {

    @ObjectClassDefinition(
            name = "et cluster",
            description = "How this container finds the others. Changes take effect when the container starts again.")
    public @interface Config {

        @AttributeDefinition(description = "The port at which other containers reach this one; 0: a free one.")
        int port() default 0;

        @AttributeDefinition(
                description = "host:port, host:port, ... of containers to join; empty: this one is the first.")
        String seeds() default "";

        @AttributeDefinition(description = "How long a container may be silent before it counts as unreachable.")
        int pause_millis() default 2500;

        @AttributeDefinition(description = "How long nothing must change before unreachable containers are removed.")
        int stable_millis() default 1000;

        @AttributeDefinition(description = "How many logic containers the first shards wait for.")
        int logic_min() default 1;

        @AttributeDefinition(description = "How many seconds they wait for them.")
        int logic_wait_seconds() default 10;

        @AttributeDefinition(description = "How many seconds a container that stops may take to hand its shards over.")
        int handover_seconds() default 15;
    }

    private static final Logger log = LoggerFactory.getLogger(PekkoCluster.class);

    /** The form of messages leaves that much in a frame of 256 KiB. */
    private static final int NOTICE_MOST = 200 << 10;

    private static final long ASK_AGAIN = TimeUnit.MILLISECONDS.toNanos(200);

    /** A leaving node takes this much longer than handing over, at most. */
    private static final int STOP_SECONDS = 20;

    /** How long the founder of a cluster waits for an answer of those who listen before it founds another one. */
    private static final int FOUND_SECONDS = 30;

    /** How often others ask the seeds whether there is a cluster by now. */
    private static final int ASK_SECONDS = 1;

    /** After this a node that could not be made is tried again. */
    private static final int AGAIN_SECONDS = 2;

    private final Self self;
    private final NodeTls tls;
    private final Config config;
    private final LongSupplier clock;

    private final Seeds seeds;

    private final Table table = new Table();
    private final ScheduledExecutorService control = Executors.newSingleThreadScheduledExecutor(PekkoCluster::thread);
    private final Parts parts;
    private final Pulse pulse;
    private final AtomicLongArray asked = new AtomicLongArray(Shards.COUNT);

    private volatile @Nullable ShardHost host;
    private volatile @Nullable LaneDoors doors;
    private volatile @Nullable Life life;
    private volatile boolean stopping;

    /** On the control thread, as what follows. */
    private int generation;

    private Future<?> retry = CompletableFuture.completedFuture(null);

    @Activate
    public PekkoCluster(@Reference Self self, @Reference NodeTls tls, @Reference Parts parts, Config config) {
        this(self, tls, parts, config, System::nanoTime);
    }

    /** @param clock nanoseconds; for placing */
    PekkoCluster(Self self, NodeTls tls, Parts parts, Config config, LongSupplier clock) {
        this.clock = clock;
        this.self = self;
        this.tls = tls;
        this.parts = parts;
        this.pulse = new Pulse(parts);
        this.config = config;
        this.seeds = Seeds.parse(config.seeds());
        control.execute(this::update);
    }

    // --- what this container has

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindHost(ShardHost host) {
        this.host = host;
        host.onFenced(shard -> tellBoard(new Board.Fenced(shard)));
        control.execute(this::update);
    }

    void unbindHost(ShardHost host) {
        if (this.host == host) {
            leave();
            this.host = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindDoors(LaneDoors doors) {
        this.doors = doors;
        control.execute(this::update);
    }

    void unbindDoors(LaneDoors doors) {
        if (this.doors == doors) {
            leave();
            this.doors = null;
        }
    }

    @Modified
    void modified() {
        log.warn(
                "The cluster goes on as it is. The changed et.cluster.pekko takes effect when the container starts again.");
    }

    @Deactivate
    void deactivate() {
        stopping = true;
        leave();
        control.shutdown();
    }

    // --- joining and leaving; on the control thread

    private void update() {
        if (life != null || stopping) {
            return;
        }
        ShardHost host = this.host;
        LaneDoors doors = this.doors;
        boolean logic = self.tiers().contains(Tier.LOGIC);
        if (logic && (host == null || doors == null)) {
            return;
        }
        List<Integer> lanes = logic && doors != null ? doors.open(this) : List.of();
        start(logic ? host : null, lanes, config.port(), Wishes.NONE, List.of());
    }

    private void start(@Nullable ShardHost host, List<Integer> lanes, int port, Wishes wishes, List<String> known) {
        try {
            Life next = new Life(self.incarnation() + generation, host, lanes, port, wishes);
            life = next;
            next.join(known);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // A port that is taken may be free again: it belonged to the process before, or to a connection that ends.
            log.error(
                    "This container cannot join the cluster; it tries again in {} s: {}",
                    AGAIN_SECONDS,
                    e.getMessage());
            log.debug("Where it failed", e);
            retry.cancel(false);
            retry = control.schedule(
                    () -> {
                        if (life == null && !stopping && (host == null || host == this.host)) {
                            start(host, lanes, port, wishes, known);
                        }
                    },
                    AGAIN_SECONDS,
                    TimeUnit.SECONDS);
        }
    }

    private void leave() {
        CompletableFuture<Void> left = CompletableFuture.runAsync(
                () -> {
                    Life leaving = life;
                    if (leaving != null) {
                        leaving.over = true;
                        leaving.node.leave(config.handover_seconds());
                        life = null;
                        // Others have heard that this one is gone for good.
                        generation++;
                        table.lost(self.container(), leaving.incarnation);
                    }
                },
                control);
        try {
            left.get(config.handover_seconds() + STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Not left the cluster orderly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void again(Life lost) {
        if (life != lost) {
            return;
        }
        Node node = lost.node;
        List<String> known = new ArrayList<>();
        node.others()
                .forEach(address -> known.add(
                        address.hostPort().substring(address.hostPort().indexOf('@') + 1)));
        int port = (Integer) node.address().port().get();
        Wishes wishes = node.wishes();
        node.end();
        life = null;
        if (stopping) {
            return;
        }
        generation++;
        if (wishes.draining(self.container(), lost.incarnation)) {
            wishes = wishes.drain(
                    self.container(),
                    System.currentTimeMillis(),
                    self.container(),
                    self.incarnation() + generation,
                    true);
        }
        start(lost.host, lost.lanes, port, wishes, known);
    }

    /** From joining to leaving, or to being taken out. */
    private final class Life implements Board.Home {

        private final long incarnation;
        private final @Nullable ShardHost host;
        private final @Nullable Tenure tenure;
        private final List<Integer> lanes;
        private final Node node;
        private volatile boolean over;

        Life(long incarnation, @Nullable ShardHost host, List<Integer> lanes, int port, Wishes wishes) {
            this.incarnation = incarnation;
            this.host = host;
            this.tenure = host == null ? null : new Tenure(host);
            this.lanes = lanes;
            boolean founds = seeds.foundedBy(self.host() + ":" + port);
            Settings settings = new Settings(config, self, port, founds ? FOUND_SECONDS : ASK_SECONDS);
            node = new Node(
                    this,
                    table,
                    wishes,
                    settings,
                    tenure,
                    tls.context(),
                    config.logic_min(),
                    config.logic_wait_seconds(),
                    clock);
        }

        /** With addresses of others that are known from before, if there are any. */
        void join(List<String> known) throws InterruptedException {
            String me = node.address().getHost().orElse("") + ":"
                    + node.address().getPort().orElse(0);
            List<String> from = seeds.toAsk(me, known);
            node.join(Node.addresses(from));
            log.info("{} (incarnation {}) joins the cluster at {}, from {}", container(), incarnation, me, from);
        }

        @Override
        public String container() {
            return self.container();
        }

        @Override
        public long incarnation() {
            return incarnation;
        }

        @Override
        public Set<Tier> tiers() {
            return self.tiers();
        }

        @Override
        public String host() {
            return self.host();
        }

        @Override
        public List<Integer> lanes() {
            return lanes;
        }

        @Override
        public Load load() {
            return pulse.load();
        }

        @Override
        public void notice(String topic, byte[] notice) {
            parts.hear(topic, notice);
        }

        @Override
        public void lost(String why) {
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
            }
            if (tenure != null) {
                tenure.end();
            }
            log.warn("{} is {}: it has dropped its shards, and joins again", container(), why);
            table.lost(container(), incarnation);
            control.execute(() -> again(this));
        }

        @Override
        public void down(UniqueAddress dead) {
            node.down(dead);
        }
    }

    // --- what others ask

    @Override
    public List<Member> members() {
        return table.members();
    }

    @Override
    public @Nullable Place place(int shard) {
        Place place = table.place(shard);
        if (place == null) {
            long now = System.nanoTime();
            long last = asked.get(shard);
            if ((last == 0 || now - last >= ASK_AGAIN) && asked.compareAndSet(shard, last, now)) {
                tellBoard(new Board.Find(shard));
            }
        }
        return place;
    }

    @Override
    public Registration listen(Listener listener) {
        return table.listen(listener);
    }

    @Override
    public void suspect(String container, long incarnation) {
        tellBoard(new Board.Suspect(container, incarnation));
    }

    @Override
    public CompletionStage<Void> drain(String container) {
        return drain(container, true);
    }

    @Override
    public CompletionStage<Void> undrain(String container) {
        return drain(container, false);
    }

    private CompletionStage<Void> drain(String container, boolean on) {
        Member member = table.member(container);
        return member == null
                ? unknown(container)
                : wish(wishes -> wishes.drain(
                        self.container(), System.currentTimeMillis(), container, member.incarnation(), on));
    }

    @Override
    public CompletionStage<Void> move(int shard, String container) {
        if (shard < 0 || shard >= Shards.COUNT) {
            throw new IllegalArgumentException("shard: " + shard + " (expected: 0 to " + (Shards.COUNT - 1) + ")");
        }
        Member member = table.member(container);
        return member == null || !member.tiers().contains(Tier.LOGIC)
                ? unknown(container)
                : wish(wishes -> wishes.move(
                        self.container(),
                        System.currentTimeMillis(),
                        Groups.of(shard),
                        container,
                        member.incarnation()));
    }

    private CompletionStage<Void> unknown(String container) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(
                "container: " + container + " (expected: one of the logic containers of " + table.members() + ")"));
    }

    private CompletionStage<Void> wish(UnaryOperator<Wishes> wish) {
        Life now = life;
        if (now == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("Not in the cluster"));
        }
        CompletableFuture<Void> known = new CompletableFuture<>();
        now.node.tell(new Board.Wish(wish, known));
        return known.minimalCompletionStage();
    }

    @Override
    public void tell(Tier tier, String topic, byte[] notice) {
        if (notice.length > NOTICE_MOST) {
            throw new IllegalArgumentException(
                    "notice: " + notice.length + " bytes (expected: <= " + NOTICE_MOST + "), topic " + topic);
        }
        tellBoard(new Board.Tell(tier, new Wire.Notice(topic, notice)));
    }

    private void tellBoard(Object message) {
        Life now = life;
        if (now != null) {
            now.node.tell(message);
        }
    }

    /** As in a crash: no leaving, no handing over. For tests. */
    void crash() {
        Life now = life;
        if (now != null) {
            now.over = true;
            now.node.end();
        }
        control.shutdown();
    }

    /** As others would say it. For tests. */
    void downSelf() {
        Life now = life;
        if (now != null) {
            now.node.downSelf();
        }
    }

    /** As when Sharding fails. For tests. */
    void killKeepers(int group) {
        Life now = life;
        if (now != null) {
            now.node.killKeepers(group);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "et-cluster");
        thread.setDaemon(true);
        thread.setContextClassLoader(PekkoCluster.class.getClassLoader());
        return thread;
    }
}
