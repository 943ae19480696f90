package et.testkit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import et.actor.Actors;
import et.actor.Logic;
import et.actor.Logics;
import et.actor.core.Overview;
import et.actor.core.Registration;
import et.actor.core.Settings;
import et.api.ActorLogic;
import et.api.ActorRef;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.Routes;
import et.cluster.Shards;
import et.persistence.ActorRow;
import et.persistence.commit.CommitLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The actor runtime of one container in the test's own JVM, on the test's own thread, in virtual time. Everything that a container does is
 * done here by the same code: loading, committing, exactly-once, timers, hotfixes.
 *
 * <p>Used by one thread. Nothing happens unless the test lets it: {@link #run}, {@link #advance}, or a call that waits for something.
 */
public final class World implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration HOTFIX = Duration.ofSeconds(10);

    /** More tasks than this without the clock moving are a loop without end. */
    private static final long MOST_TASKS = 1_000_000;

    private final long seed;
    private final int lanes;
    private final Settings settings;
    private final int committerRoom;
    private final VirtualTime time;
    private final MemoryStore store = new MemoryStore();
    private final Map<Long, Registration> bundles = new LinkedHashMap<>();
    private final Map<String, String> before = new LinkedHashMap<>();
    private final Map<String, String> serving = new LinkedHashMap<>();
    private final List<Player> players = new ArrayList<>();
    private Container container;
    private long keys;
    private long sessions;

    private World(Builder builder) {
        seed = builder.seed;
        lanes = builder.lanes;
        settings = builder.settings;
        committerRoom = builder.committerRoom;
        time = new VirtualTime(seed);
        container = new Container(this, time, store, lanes, settings, committerRoom);
        builder.bundles.forEach(bundle -> install(bundle.name(), bundle.version(), bundle.logics()));
        builder.bundles.forEach(bundle -> serving.put(bundle.name(), bundle.version()));
        run();
    }

    /** A world whose every draw comes from this seed. */
    public static Builder seeded(long seed) {
        return new Builder(seed);
    }

    /** How a world begins. */
    public static final class Builder {

        private record Bundle(String name, String version, List<ActorLogic<?>> logics) {}

        private final long seed;
        private final List<Bundle> bundles = new ArrayList<>();
        private int lanes = 2;
        private Settings settings = Settings.DEFAULT;
        private int committerRoom = CommitLimits.DEFAULT.capacity();

        private Builder(long seed) {
            this.seed = seed;
        }

        /** With a logic bundle of this name and version, and its logics. */
        public Builder logic(String bundle, String version, ActorLogic<?>... logics) {
            bundles.add(new Bundle(bundle, version, List.of(logics)));
            return this;
        }

        /** With a logic bundle that was loaded from its jar. */
        public Builder logic(LogicJar jar) {
            bundles.add(new Bundle(jar.bundle(), jar.version(), jar.logics()));
            return this;
        }

        /** With so many lanes; 2 when not called. */
        public Builder lanes(int count) {
            lanes = count;
            return this;
        }

        /** With these bounds and times. */
        public Builder settings(Settings given) {
            settings = given;
            return this;
        }

        /** With a committer that takes changes of so many actors at a time. */
        public Builder committerRoom(int actors) {
            committerRoom = actors;
            return this;
        }

        /** Starts it. Fails when a logic is refused, with the reason. */
        public World start() {
            return new World(this);
        }
    }

    // Players and time.

    /** A new player with a session. */
    public Player player(String id) {
        Player player = new Player(this, new Track(time), ++sessions, id);
        players.add(player);
        return player;
    }

    /** Runs whatever can be done without the clock moving. */
    public void run() {
        for (long left = MOST_TASKS; time.step(); left--) {
            if (left == 0) {
                throw new AssertionError("no end after " + MOST_TASKS + " tasks at " + this);
            }
        }
    }

    /** Lets time pass, and everything happen that happens in it. */
    public void advance(Duration duration) {
        long end = time.nanos() + duration.toNanos();
        do {
            run();
        } while (time.leap(end));
        run();
    }

    /** What the clock of the world says. */
    public Instant now() {
        return Instant.ofEpochMilli(Track.wallClock(time));
    }

    /** Tasks run so far: the steps that a {@link Scenario} counts. */
    public long steps() {
        return time.steps();
    }

    void until(BooleanSupplier condition, Supplier<String> otherwise) {
        if (!runUntil(condition, PATIENCE)) {
            throw new AssertionError(
                    otherwise.get() + " in " + PATIENCE.toSeconds() + " s of virtual time (" + this + ")");
        }
    }

    boolean runUntil(BooleanSupplier condition, Duration deadline) {
        long end = time.nanos() + deadline.toNanos();
        long tasks = 0;
        while (!condition.getAsBoolean()) {
            if (time.step()) {
                if (++tasks > MOST_TASKS) {
                    throw new AssertionError("no end after " + MOST_TASKS + " tasks at " + this);
                }
            } else if (!time.leap(end)) {
                run();
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    void beforeStep(Runnable hook) {
        time.beforeStep(hook);
    }

    // What goes wrong.

    /** Kills the container and starts it again: what was not committed is lost, players find their way back. */
    public void crash() {
        container.kill();
        players.forEach(Player::cutOff);
        Map<String, String> wanted = new LinkedHashMap<>(serving);
        container = new Container(this, time, store, lanes, settings, committerRoom);
        wanted.forEach((bundle, version) -> container.registry().pin(bundle, version));
        bundles.values().forEach(container::add);
        players.forEach(Player::resume);
    }

    /** Kills one actor, and those that share its shard: they are loaded again from what was committed. */
    public void crash(ActorRef actor) {
        container.crash(Shards.of(actor.type(), actor.id()));
    }

    /** Gives one actor, and those that share its shard, to another owner, as when a container is drained: nothing is lost. */
    public void move(ActorRef actor) {
        container.move(Shards.of(actor.type(), actor.id()));
    }

    /** The store, to let it fail. */
    public MemoryStore store() {
        return store;
    }

    // Hotfixes.

    /** Switches a bundle to another version of its logics, while everything goes on, and carries all states over. */
    public Logics.Switched hotfix(String bundle, String version, ActorLogic<?>... logics) {
        return hotfix(bundle, version, List.of(logics));
    }

    /** Switches a bundle to the version in this jar, while everything goes on, and carries all states over. */
    public Logics.Switched hotfix(LogicJar jar) {
        return hotfix(jar.bundle(), jar.version(), jar.logics());
    }

    private Logics.Switched hotfix(String bundle, String version, List<ActorLogic<?>> logics) {
        String from = serving.get(bundle);
        if (from == null) {
            throw new IllegalStateException("bundle: " + bundle + " (expected: one of " + serving.keySet() + ")");
        }
        if (before.containsKey(bundle)) {
            throw new IllegalStateException(
                    "the last hotfix of " + bundle + " stands open: call confirm or rollback first");
        }
        Container here = container;
        here.registry().pin(bundle, from);
        install(bundle, version, logics);
        Logics.Switched switched = here.registry().activate(bundle, version, HOTFIX);
        here.registry().pin(bundle, version);
        before.put(bundle, from);
        serving.put(bundle, version);
        here.registry().sweep(HOTFIX);
        return switched;
    }

    /** Makes the last hotfix of the bundle permanent: the version before is gone. */
    public void confirm(String bundle) {
        String old = opened(bundle);
        container.registry().settle(bundle);
        uninstall(bundle, old);
    }

    /** Takes the last hotfix of the bundle back. */
    public Logics.Switched rollback(String bundle) {
        String old = opened(bundle);
        String failed = serving.getOrDefault(bundle, old);
        Logics.Switched switched = container.registry().revert(bundle, old, HOTFIX);
        container.registry().pin(bundle, old);
        serving.put(bundle, old);
        container.registry().sweep(HOTFIX);
        container.registry().settle(bundle);
        container.registry().writeDown(bundle, failed, HOTFIX);
        uninstall(bundle, failed);
        return switched;
    }

    private String opened(String bundle) {
        String old = before.remove(bundle);
        if (old == null) {
            throw new IllegalStateException("no hotfix of " + bundle + " stands open");
        }
        return old;
    }

    /** Whether a hotfix of the bundle waits for confirm or rollback. */
    public boolean isOpen(String bundle) {
        return before.containsKey(bundle);
    }

    /**
     * Starts a logic bundle beside those that are there, as {@code bundle:install -s} does: it serves at once where nobody else does, takes over from an older version of
     * the same bundle after a moment, or waits as a candidate.
     */
    public void install(String bundle, String version, ActorLogic<?>... logics) {
        serving.putIfAbsent(bundle, version);
        install(bundle, version, List.of(logics));
    }

    private void install(String bundle, String version, List<ActorLogic<?>> logics) {
        for (ActorLogic<?> logic : logics) {
            long key = ++keys;
            Registration registration = new Registration(key, bundle, version, key, List.of(), logic);
            bundles.put(key, registration);
            Logic made = container.registry().add(registration);
            if (made.standing() == Logic.Standing.REFUSED) {
                throw new AssertionError(bundle + "/" + version + " was refused: " + made.reason());
            }
        }
    }

    /** Uninstalls a logic bundle, as {@code bundle:uninstall} does: its actors keep their states and wait for other code. */
    public void uninstall(String bundle, String version) {
        List<Registration> going = bundles.values().stream()
                .filter(one -> one.bundle().equals(bundle) && one.version().equals(version))
                .toList();
        for (Registration one : going) {
            bundles.values().remove(one);
            container.registry().remove(one.key());
        }
    }

    /** Which code serves which type. */
    public Logics logics() {
        return container.registry();
    }

    /** The live actors. */
    public Actors actors() {
        return new Overview(container.runtime(), container.registry(), lane -> 0);
    }

    /** Lets everything happen that it takes to answer. */
    public <T> T await(CompletionStage<T> answer) {
        CompletableFuture<T> future = answer.toCompletableFuture();
        until(future::isDone, () -> "there was no answer");
        return future.join();
    }

    // What is stored.

    /** The stored state of an actor; empty when it was never written. What is relaxed is written some time after it was answered. */
    public <S> Optional<S> stored(ActorRef actor, Parser<S> parser) {
        ActorRow row = store.load(actor.type(), actor.id());
        if (row == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parseFrom(row.state()));
        } catch (InvalidProtocolBufferException unreadable) {
            throw new AssertionError("the stored state of " + actor + " cannot be read", unreadable);
        }
    }

    /** The row of an actor, or null. */
    public @Nullable ActorRow row(ActorRef actor) {
        return store.load(actor.type(), actor.id());
    }

    // For players.

    Routes routes() {
        return container.runtime();
    }

    void request(Request request) {
        container.runtime().request(container.runtime().laneOf(request.shard()), request);
    }

    void rejoin(ActorRef actor, long session, String player, ReturnPath path) {
        int shard = Shards.of(actor.type(), actor.id());
        container
                .runtime()
                .rejoin(
                        container.runtime().laneOf(shard),
                        shard,
                        container.epoch(shard),
                        actor.type(),
                        actor.id(),
                        session,
                        player,
                        path);
    }

    /** The epoch of the actor's shard. */
    long epoch(ActorRef actor) {
        return container.epoch(Shards.of(actor.type(), actor.id()));
    }

    void ended(ActorRef actor, long session, String player) {
        int shard = Shards.of(actor.type(), actor.id());
        container.runtime().ended(container.runtime().laneOf(shard), shard, actor.type(), actor.id(), session, player);
    }

    /** Ends it: nothing of it runs any more, and nothing of a logic is held. */
    @Override
    public void close() {
        container.kill();
        bundles.clear();
        players.clear();
    }

    /** Seed, step and time: what is needed to find the place again. */
    @Override
    public String toString() {
        return "seed " + seed + ", " + time;
    }
}
