package et.actor.core;

import com.google.protobuf.InvalidProtocolBufferException;
import et.api.ActorRef;
import et.cluster.Cluster;
import et.cluster.LaneGate;
import et.cluster.Place;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.RouteTable;
import et.cluster.Routes;
import et.cluster.Shards;
import et.persistence.ActorStore;
import et.persistence.ActorStore.Wake;
import et.persistence.Committer;
import et.persistence.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All lanes of a container: the gate through which requests come in, and the routes that gateways look up. Any thread; never blocks.
 *
 * <p>It begins closed: requests wait until {@link #open} says which shards are here. {@link #stop} ends it.
 */
public final class LaneRuntime implements LaneGate, Routes, RouteTable {

    /**
     * What lanes are joined to.
     *
     * @param store where actors are loaded from
     * @param committer where their changes go
     * @param links the other containers
     * @param loading runs loads, which block
     * @param blocking runs the blocking work of games; rejects what is too much
     * @param tables what games' queries are put to
     * @param finding runs these, which block; rejects what is too much
     * @param settings bounds and times
     */
    public record Joints(
            ActorStore store,
            Committer committer,
            ActorLinks links,
            Executor loading,
            Executor blocking,
            TableStore tables,
            Executor finding,
            Settings settings) {

        /** Of a container whose games have no tables. */
        public Joints(
                ActorStore store,
                Committer committer,
                ActorLinks links,
                Executor loading,
                Executor blocking,
                Settings settings) {
            this(store, committer, links, loading, blocking, TableStore.NONE, blocking, settings);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(LaneRuntime.class);
    private static final int NOWHERE = -1;

    private final Joints joints;
    private final List<Lane> lanes;
    private final AtomicIntegerArray laneOf = new AtomicIntegerArray(Shards.COUNT);
    private volatile Revision published = Revision.empty();
    private final List<Runnable> routesChanged = new CopyOnWriteArrayList<>();
    private volatile IntConsumer fenced = shard -> {};

    public LaneRuntime(List<? extends LaneScheduler> schedulers, Joints joints) {
        this.joints = joints;
        BatchLoader loader = new BatchLoader(joints.store(), joints.loading());
        List<Lane> made = new ArrayList<>();
        for (LaneScheduler scheduler : schedulers) {
            made.add(new Lane(this, made.size(), scheduler, joints, loader));
        }
        lanes = List.copyOf(made);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            laneOf.set(shard, NOWHERE);
        }
    }

    // The gate.

    @Override
    public int lanes() {
        return lanes.size();
    }

    @Override
    public void request(int lane, Request request) {
        lanes.get(lane).give(request);
    }

    @Override
    public void rejoin(
            int lane, int shard, long epoch, String type, String id, long session, String player, ReturnPath path) {
        Lane to = lanes.get(lane);
        to.give((Runnable) () -> to.rejoin(shard, epoch, type, id, session, player, path));
    }

    @Override
    public void lost(int lane, int shard, String type, String id, long session, ReturnPath path) {
        Lane to = lanes.get(lane);
        to.give((Runnable) () -> to.lost(type, id, session, path));
    }

    @Override
    public void parcel(int lane, byte[] parcel) {
        Parcel decoded;
        try {
            decoded = ParcelCodec.decode(parcel);
        } catch (InvalidProtocolBufferException malformed) {
            log.warn("A parcel of {} bytes is dropped: {}", parcel.length, malformed.getMessage());
            return;
        }
        Lane to = lanes.get(lane);
        to.give((Runnable) () -> arrive(to, decoded));
    }

    @Override
    public void ended(int lane, int shard, String type, String id, long session, String player) {
        Lane to = lanes.get(lane);
        to.give((Runnable) () -> to.ended(shard, type, id, session, player));
    }

    // The routes.

    @Override
    public @Nullable Route route(int message) {
        List<Route> routes = published.routes(message);
        return routes == null || routes.size() > 1 ? null : routes.get(0);
    }

    @Override
    public @Nullable Route route(int message, String type) {
        List<Route> routes = published.routes(message);
        if (routes != null) {
            for (Route route : routes) {
                if (route.type().equals(type)) {
                    return route;
                }
            }
        }
        return null;
    }

    @Override
    public boolean ambiguous(int message) {
        List<Route> routes = published.routes(message);
        return routes != null && routes.size() > 1;
    }

    @Override
    public List<String> ownTypes() {
        return published.ownTypes();
    }

    @Override
    public List<Entry> entries() {
        return published.routes();
    }

    @Override
    public Cluster.Registration listen(Runnable changed) {
        routesChanged.add(changed);
        return () -> routesChanged.remove(changed);
    }

    void publish(Revision revision) {
        published = revision;
        routesChanged.forEach(Runnable::run);
    }

    // Shards.

    /** The lane that a shard has in this container. */
    public int laneOf(int shard) {
        return shard % lanes.size();
    }

    /** Opens shards with their epochs, as {@link ActorStore#raise} gave them. Any thread. */
    public void open(Map<Integer, Long> epochs) {
        for (Lane lane : lanes) {
            lane.give((Runnable) () -> {
                epochs.forEach((shard, epoch) -> {
                    if (laneOf(shard) == lane.index()) {
                        lane.open(shard, epoch);
                        laneOf.set(shard, lane.index());
                    }
                });
            });
        }
    }

    /** Closes one shard at once: its actors are dropped as they are, and whoever waits is sent on. Any thread. */
    public void close(int shard) {
        laneOf.set(shard, NOWHERE);
        Lane owner = lanes.get(laneOf(shard));
        owner.give((Runnable) () -> {
            laneOf.set(shard, NOWHERE);
            owner.shards().drop(shard);
        });
    }

    /**
     * Gives a shard away, orderly: takes nothing for it any more, and completes when what changed is written and its actors are dropped.
     * Whoever waits is sent on. Any thread.
     */
    public CompletableFuture<Void> release(int shard) {
        // On its lane, behind whatever opened it: that may have been a moment ago, and the lane not know yet.
        laneOf.set(shard, NOWHERE);
        return on(lanes.get(laneOf(shard)), lane -> {
            laneOf.set(shard, NOWHERE);
            return OrderlyClose.of(lane, shard);
        });
    }

    /** Drops all shards at once, unwritten. Any thread. */
    public void abandon() {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            close(shard);
        }
    }

    /** Calls back, on a lane, when the store has refused a write because a shard has another owner. */
    public void onFenced(IntConsumer listener) {
        fenced = listener;
    }

    void fenced(int shard) {
        laneOf.set(shard, NOWHERE);
        fenced.accept(shard);
    }

    /** Looks for sleeping actors that have something to do, and loads them. Blocks; called on a control thread every {@link Settings.Times#wakePoll}. */
    public void wakeSleepers(long nowMillis) {
        List<Integer> mine = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            if (laneOf.get(shard) != NOWHERE) {
                mine.add(shard);
            }
        }
        if (!mine.isEmpty()) {
            new Sleepers(joints.store(), this::wake)
                    .wake(mine, nowMillis + joints.settings().times().wakePoll());
        }
    }

    private void wake(Wake wake) {
        int shard = Shards.of(wake.type(), wake.id());
        int lane = laneOf.get(shard);
        if (lane != NOWHERE && published.serves(new ActorRef(wake.type(), wake.id()))) {
            Lane owner = lanes.get(lane);
            owner.give((Runnable) () -> owner.wake(wake.type(), wake.id(), shard));
        }
    }

    /** Whether this container has the shard. */
    boolean isOpen(int shard) {
        return laneOf.get(shard) != NOWHERE;
    }

    /** Has an actor of a shard of this container loaded, or, when it is, written as the code that serves it has it. */
    void rewrite(String type, String id) {
        int shard = Shards.of(type, id);
        int lane = laneOf.get(shard);
        if (lane != NOWHERE) {
            Lane owner = lanes.get(lane);
            owner.give((Runnable) () -> owner.rewrite(type, id, shard));
        }
    }

    /** Lets an actor leave memory, if it has nothing to do. */
    void retire(String type, String id) {
        int lane = laneOf.get(Shards.of(type, id));
        if (lane != NOWHERE) {
            Lane owner = lanes.get(lane);
            owner.give((Runnable) () -> owner.retire(type, id));
        }
    }

    // Parcels between lanes.

    /** Brings a parcel to another lane, here or elsewhere; false when there is no way now. On a lane. */
    boolean route(Parcel parcel) {
        if (parcel instanceof Parcel.ToAsker asker) {
            Parcel.Return to = asker.to();
            Lane.seal(parcel);
            if (to.container().equals(container())) {
                lanes.get(to.lane()).post(parcel);
                return true;
            }
            return joints.links().carry(new Place(to.container(), to.lane(), 0), ParcelCodec.encode(parcel));
        }
        Parcel.ToActor actor = (Parcel.ToActor) parcel;
        int lane = laneOf.get(actor.shard());
        Lane.seal(parcel);
        if (lane != NOWHERE) {
            lanes.get(lane).post(parcel);
            return true;
        }
        Place place = joints.links().place(actor.shard());
        return place != null
                && !place.container().equals(container())
                && joints.links().carry(place, ParcelCodec.encode(parcel));
    }

    /** Takes a parcel that came from another container. One that is not here waits a moment: this container may be about to learn more. */
    private void arrive(Lane lane, Parcel parcel) {
        if (parcel instanceof Parcel.ToActor actor && laneOf.get(actor.shard()) == NOWHERE) {
            lane.stray(actor);
        } else {
            lane.route(parcel);
        }
    }

    String container() {
        return joints.links().container();
    }

    // All lanes at once.

    Settings settings() {
        return joints.settings();
    }

    TableStore tables() {
        return joints.tables();
    }

    ActorStore store() {
        return joints.store();
    }

    List<Lane> all() {
        return lanes;
    }

    /** Runs something on each lane, between two messages; complete when all have. */
    <T> CompletableFuture<List<T>> onEach(Function<Lane, T> task) {
        return flat(lane -> CompletableFuture.completedFuture(task.apply(lane)));
    }

    /** Runs something on each lane that ends later. */
    <T> CompletableFuture<List<T>> flat(Function<Lane, CompletableFuture<T>> task) {
        List<CompletableFuture<T>> parts = new ArrayList<>();
        for (Lane lane : lanes) {
            parts.add(on(lane, task));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(none -> parts.stream().map(CompletableFuture::join).toList());
    }

    private static <T> CompletableFuture<T> on(Lane lane, Function<Lane, CompletableFuture<T>> task) {
        CompletableFuture<CompletableFuture<T>> begun = new CompletableFuture<>();
        lane.post((Runnable) () -> {
            try {
                begun.complete(task.apply(lane));
            } catch (RuntimeException bug) {
                begun.completeExceptionally(bug);
            }
        });
        return begun.thenCompose(Function.identity());
    }

    /**
     * Ends orderly: takes no request any more, writes every changed actor, and completes when all are written. What still runs when the caller has no more patience is as after a
     * crash: nothing of it was told to anybody.
     */
    public CompletableFuture<Void> stop() {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            laneOf.set(shard, NOWHERE);
        }
        return flat(lane -> {
                    lane.stopTaking();
                    return OrderlyClose.ofAll(lane);
                })
                .thenApply(all -> null);
    }
}
