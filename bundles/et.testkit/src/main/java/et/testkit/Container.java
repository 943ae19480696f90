package et.testkit;

import et.actor.core.ActorLinks;
import et.actor.core.Control;
import et.actor.core.LaneRuntime;
import et.actor.core.LogicRegistry;
import et.actor.core.Registration;
import et.actor.core.Settings;
import et.cluster.Shards;
import et.persistence.ActorRow;
import et.persistence.Committer;
import et.persistence.commit.CommitLimits;
import et.persistence.commit.CommitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What dies in a crash: lanes, the committer with what waits in it, and everything that was on its way. */
final class Container implements Control {

    private static final Duration MOVE = Duration.ofSeconds(30);

    private final World world;
    private final VirtualTime time;
    private final MemoryStore store;
    private final List<Track> tracks = new ArrayList<>();
    private final Map<Integer, Long> epochs = new HashMap<>();
    private final Track control;
    private final Commits commits;
    private final LaneRuntime runtime;
    private final LogicRegistry registry;

    Container(World world, VirtualTime time, MemoryStore store, int lanes, Settings settings, int committerRoom) {
        this.world = world;
        this.time = time;
        this.store = store;
        control = track();
        commits = new Commits(store, time, track(), committerRoom);
        List<Track> schedulers =
                IntStream.range(0, lanes).mapToObj(lane -> track()).toList();
        runtime = new LaneRuntime(
                schedulers,
                new LaneRuntime.Joints(
                        store, commits, ActorLinks.alone("test"), track(), track(), store.tables(), track(), settings));
        registry = new LogicRegistry(runtime, this);
        open(IntStream.range(0, Shards.COUNT).boxed().toList());
        control.schedule(() -> lookForSleepers(settings.times().wakePoll()), 0);
    }

    private Track track() {
        Track track = new Track(time);
        tracks.add(track);
        return track;
    }

    private void lookForSleepers(long everyMillis) {
        runtime.wakeSleepers(control.currentTimeMillis());
        control.schedule(() -> lookForSleepers(everyMillis), TimeUnit.MILLISECONDS.toNanos(everyMillis));
    }

    LaneRuntime runtime() {
        return runtime;
    }

    LogicRegistry registry() {
        return registry;
    }

    void add(Registration registration) {
        registry.add(registration);
    }

    /** Drops the actors of one shard as they are, and opens it again as a new owner would. */
    void crash(int shard) {
        runtime.close(shard);
        open(List.of(shard));
    }

    private void open(List<Integer> shards) {
        Map<Integer, Long> raised = store.raise(shards, "test");
        epochs.putAll(raised);
        runtime.open(raised);
    }

    /** The epoch under which the shard was opened last. */
    long epoch(int shard) {
        return epochs.getOrDefault(shard, 0L);
    }

    /** Gives one shard to a new owner, orderly, which is this container again. */
    void move(int shard) {
        world.runUntil(runtime.release(shard)::isDone, MOVE);
        open(List.of(shard));
    }

    void kill() {
        tracks.forEach(Track::kill);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration deadline) {
        return world.runUntil(future::isDone, deadline);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        control.schedule(task, delay.toNanos());
    }

    @Override
    public <T> T call(Callable<T> foreign, Duration deadline) throws Exception {
        return foreign.call();
    }

    /** The committer of a container, whose thread is a track. */
    private static final class Commits implements Committer {

        private final CommitQueue queue;
        private final Track track;
        private boolean awake;

        Commits(MemoryStore store, VirtualTime time, Track track, int room) {
            CommitLimits usual = CommitLimits.DEFAULT;
            CommitLimits limits = new CommitLimits(room, usual.batch(), usual.gather(), usual.giveUp());
            this.queue = new CommitQueue(store, limits, time::nanos);
            this.track = track;
        }

        @Override
        public boolean commit(ActorRow row, Done done) {
            boolean taken = queue.commit(row, done);
            wake();
            return taken;
        }

        @Override
        public void whenRoom(Runnable callback) {
            queue.whenRoom(callback);
            wake();
        }

        @Override
        public Stats stats() {
            return queue.stats();
        }

        private void wake() {
            if (!awake) {
                awake = true;
                track.execute(this::step);
            }
        }

        private void step() {
            awake = false;
            long pause = queue.step();
            if (pause == 0) {
                wake();
            } else if (pause != CommitQueue.IDLE) {
                track.schedule(this::wake, pause);
            }
        }
    }
}
