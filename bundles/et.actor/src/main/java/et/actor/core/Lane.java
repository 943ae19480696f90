package et.actor.core;

import static et.proto.client.Code.LOGIC_ABSENT_VALUE;
import static et.proto.client.Code.OVERLOADED_VALUE;
import static et.proto.client.Code.STATE_UNREADABLE_VALUE;

import et.actor.core.Cell.Phase;
import et.actor.core.LaneScheduler.Scheduled;
import et.api.ActorRef;
import et.api.Failure;
import et.api.Failure.Reason;
import et.cluster.Request;
import et.cluster.ReturnPath;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of actors. Whatever happens to them comes in through {@link #enter}, one thing after the other; nothing here is locked, and nothing
 * here is touched by another thread, except where it says so.
 */
final class Lane {

    /** The argument of handlers that have none. */
    static final Object NOTHING = new Object();

    private static final Logger log = LoggerFactory.getLogger(LaneRuntime.class);

    /** Messages between actors of this lane that are handled before the loop gets its turn. */
    private static final int MOST_LOCAL = 1024;

    private final LaneRuntime runtime;
    private final int index;
    private final LaneScheduler scheduler;
    private final Settings settings;
    private final Cells cells = new Cells();
    private final Probe probe = new Probe();
    private final Figures figures = new Figures();
    private final LaneShards shards = new LaneShards(this);
    private final States states = new States(this);
    private final Books books = new Books(this);
    private final Departures departures = new Departures(this);
    private final Timers timers = new Timers(this);
    private final Outbox outbox = new Outbox(this);
    private final Strays strays = new Strays(this);
    private final Recovery recovery = new Recovery(this);
    private final Faults faults = new Faults(this);
    private final Recorder recorder;
    private final Delivery delivery = new Delivery(this, new Handling(this));
    private final Caretaker caretaker = new Caretaker(this);
    private final Writer writer;
    private final Loading loading;
    private final Asks asks;
    private final ArrayDeque<Object> local = new ArrayDeque<>();
    private Revision revision = Revision.empty();
    private boolean running;
    private boolean opened;
    private boolean stopping;

    Lane(LaneRuntime runtime, int index, LaneScheduler scheduler, LaneRuntime.Joints joints, BatchLoader loader) {
        this.runtime = runtime;
        this.index = index;
        this.scheduler = scheduler;
        this.settings = joints.settings();
        this.recorder = new Recorder(this, settings.limits().recorded());
        this.writer = new Writer(this, joints.committer());
        this.loading = new Loading(this, loader);
        this.asks = new Asks(this, joints.blocking(), new Finds(this, joints.tables(), joints.finding()));
    }

    // The way in.

    /** Hands something to the lane: at once when called on it, else as a task. Any thread. */
    void give(Object incoming) {
        if (scheduler.inLane()) {
            enter(incoming);
        } else {
            post(incoming);
        }
    }

    /** Hands something to the lane as a task. Any thread. */
    void post(Object incoming) {
        try {
            scheduler.execute(() -> enter(incoming));
        } catch (RejectedExecutionException stopped) {
            log.debug("Lane {} has stopped; {} is dropped", index, incoming.getClass());
        }
    }

    void post(Runnable task) {
        post((Object) task);
    }

    /** Runs a task after a time, in milliseconds. On the lane. */
    Scheduled after(long millis, Runnable task) {
        return scheduler.schedule(() -> enter(task), TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Handles one thing, and all messages between actors of this lane that come of it. On the lane. */
    void enter(Object incoming) {
        if (running) {
            local.add(incoming);
            return;
        }
        running = true;
        try {
            dispatch(incoming);
            for (int left = MOST_LOCAL; left > 0 && !local.isEmpty(); left--) {
                dispatch(local.poll());
            }
            if (!local.isEmpty()) {
                post(() -> {});
            }
        } finally {
            running = false;
        }
    }

    private void dispatch(Object incoming) {
        try {
            if (incoming instanceof Request request) {
                request(request);
            } else if (incoming instanceof Parcel.ToActor parcel) {
                parcel(parcel);
            } else if (incoming instanceof Parcel.ToAsker parcel) {
                asks.answered(parcel);
            } else if (incoming instanceof Runnable task) {
                task.run();
            }
        } catch (RuntimeException bug) {
            log.error("Lane {} could not deal with {}; it goes on", index, incoming.getClass(), bug);
        }
    }

    // Requests and parcels.

    private void request(Request request) {
        if (stopping || !shards.isOpen(request.shard(), request.epoch())) {
            request.path().moved(request.shard());
            return;
        }
        Cell cell = cells.find(request.type(), request.id());
        if (cell == null) {
            if (full()) {
                request.path().fail(request.number(), OVERLOADED_VALUE, "The lane has as many actors as it may.");
                return;
            }
            cell = create(new ActorRef(request.type(), request.id()), request.shard());
        }
        if (cell.phase == Phase.LIVE && cell.seen == revision.number() && !cell.blocked && cell.stash.isEmpty()) {
            deliver(cell, request);
        } else {
            admit(cell, request, request.payload().length);
        }
    }

    private void parcel(Parcel.ToActor parcel) {
        ActorRef to = parcel.to();
        Cell cell = cells.find(to.type(), to.id());
        if (parcel instanceof Parcel.Taken taken) {
            if (cell != null && cell.phase != Phase.LOADING) {
                outbox.taken(cell, taken.from(), taken.number());
            }
            return;
        }
        if (cell == null) {
            if (!shards.isOpen(parcel.shard())) {
                stray(parcel);
                return;
            }
            if (full()) {
                if (parcel instanceof Parcel.Ask ask) {
                    route(new Parcel.NoAnswer(
                            ask.back(), new Failure(Reason.FAILED, 0, "the lane of " + to + " is full")));
                }
                return;
            }
            cell = create(to, parcel.shard());
        }
        admit(cell, parcel, 0);
    }

    /** A session that has joined the actor can be reached this way. An actor that knows nothing of it says so. */
    void rejoin(int shard, long epoch, String type, String id, long session, String player, ReturnPath path) {
        if (stopping || !shards.isOpen(shard, epoch)) {
            path.moved(shard);
            return;
        }
        Cell cell = cells.find(type, id);
        admit(cell == null ? create(new ActorRef(type, id), shard) : cell, new Rejoined(session, player, path), 0);
    }

    /**
     * The way to a session is no more; an actor that knows no newer one waits for it to show itself. Over a newer one the session is told: what was
     * pushed last over the old one may have been lost with it.
     */
    void lost(String type, String id, long session, ReturnPath path) {
        Cell cell = cells.find(type, id);
        SessionEntry entry = cell == null ? null : cell.sessions.find(session);
        if (cell == null || entry == null) {
            return;
        }
        ReturnPath newest = entry.path;
        if (newest == path) {
            entry.path = null;
            caretaker.orphans(cell);
        } else if (newest != null && entry.joined()) {
            newest.stale(type, id);
        }
    }

    /** A session has ended that may have joined the actor. */
    void ended(int shard, String type, String id, long session, String player) {
        if (shards.isOpen(shard)) {
            Cell cell = cells.find(type, id);
            admit(cell == null ? create(new ActorRef(type, id), shard) : cell, new SessionEnded(session, player), 0);
        }
    }

    /** Loads an actor that has something to do. */
    void wake(String type, String id, int shard) {
        if (shards.isOpen(shard) && cells.find(type, id) == null) {
            Cell cell = create(new ActorRef(type, id), shard);
            if (ready(cell)) {
                throw new IllegalStateException(cell.ref + " is live before it was loaded");
            }
        }
    }

    /** Writes an actor, whether or not it has changed, unless a write of it is under way; one that sleeps is loaded only. */
    void rewrite(String type, String id, int shard) {
        Cell cell = cells.find(type, id);
        if (cell == null) {
            wake(type, id, shard);
        } else if (ready(cell) && !cell.writing()) {
            cell.dirty = true;
            writer.flush(cell);
        }
    }

    /** Lets an actor leave memory, if it has nothing to do. */
    void retire(String type, String id) {
        Cell cell = cells.find(type, id);
        if (cell != null && cell.idle() && !cell.dirty && cell.timers.isEmpty()) {
            recovery.drop(cell);
        }
    }

    private boolean full() {
        return cells.size() >= settings.limits().actors();
    }

    /** A new cell, in phase COLD. */
    Cell create(ActorRef ref, int shard) {
        Cell cell = new Cell(ref, shard);
        cell.touchedMs = coarseMs();
        cells.add(cell);
        return cell;
    }

    /** Lets an actor handle something as soon as it can. */
    void admit(Cell cell, Object incoming, int bytes) {
        if (ready(cell) && cell.stash.isEmpty()) {
            deliver(cell, incoming);
        } else if (cell.phase == Phase.UNREADABLE) {
            unreadable(cell, incoming);
        } else if (cell.phase == Phase.GONE) {
            Cell now = cells.find(cell.ref.type(), cell.ref.id());
            if (now != null && !(incoming instanceof AskEnded)) {
                admit(now, incoming, bytes);
            }
        } else {
            caretaker.hold(cell, incoming, bytes);
        }
    }

    /** Whether the actor can handle a message now. Starts what must be done first. */
    boolean ready(Cell cell) {
        if (cell.seen != revision.number()) {
            states.meet(cell);
        }
        if (cell.phase == Phase.COLD && revision.serves(cell.ref)) {
            loading.load(cell);
        }
        return cell.phase == Phase.LIVE && !cell.blocked;
    }

    private void deliver(Cell cell, Object incoming) {
        TypeEntry entry = cell.entry;
        if (entry == null) {
            throw new IllegalStateException(cell.ref + " is live without code");
        }
        touch(cell);
        delivery.deliver(cell, entry, incoming);
    }

    /** The actor has been used. */
    void touch(Cell cell) {
        long now = coarseMs();
        if (cell.touchedMs != now) {
            cells.touch(cell, now);
        }
    }

    /** Something that an actor waited for is over: it takes up what waits for it. */
    void resume(Cell cell) {
        while (!cell.stash.isEmpty() && ready(cell)) {
            deliver(cell, caretaker.next(cell));
        }
        if (cell.phase == Phase.UNREADABLE) {
            while (!cell.stash.isEmpty()) {
                unreadable(cell, caretaker.next(cell));
            }
        }
        if (cell.phase == Phase.PARKED && !cell.stash.isEmpty()) {
            caretaker.parked(cell);
        }
        if (cell.phase == Phase.LIVE && cell.timerTask == null && !cell.blocked) {
            timers.schedule(cell);
        }
    }

    private void unreadable(Cell cell, Object incoming) {
        refuse(
                cell,
                incoming,
                STATE_UNREADABLE_VALUE,
                "The actor's stored state cannot be read; the operator has been told.");
    }

    /** Answers something with a failure that was not applied. */
    void refuse(Cell cell, Object incoming, int code, String text) {
        if (incoming instanceof Request request) {
            request.path().fail(request.number(), code, text);
        } else if (incoming instanceof Parcel.Ask ask) {
            route(new Parcel.NoAnswer(ask.back(), new Failure(Reason.FAILED, 0, cell.ref + ": " + text)));
        } else if (incoming instanceof AskEnded) {
            cell.owed--;
        }
    }

    void refuseAll(Cell cell, int code, String text) {
        while (!cell.stash.isEmpty()) {
            refuse(cell, caretaker.next(cell), code, text);
        }
    }

    // The way out.

    /** Brings a parcel on its way; false when it cannot be. One for an actor whose shard is being moved waits until that is done. */
    boolean route(Parcel parcel) {
        if (parcel instanceof Parcel.ToActor actor) {
            return (!strays.wait(actor.shard()) && carry(actor)) || strays.add(actor);
        }
        Parcel.Return to = ((Parcel.ToAsker) parcel).to();
        if (to.lane() == index && to.container().equals(container())) {
            local.add(parcel);
            return true;
        }
        return runtime.route(parcel);
    }

    /** Brings a parcel to its actor, if it can be reached now. */
    boolean carry(Parcel.ToActor parcel) {
        if (shards.isOpen(parcel.shard())) {
            local.add(parcel);
            return true;
        }
        return runtime.route(parcel);
    }

    /** A parcel has come here whose actor is not here. */
    void stray(Parcel.ToActor parcel) {
        if (!strays.add(parcel) && parcel instanceof Parcel.Ask ask) {
            route(new Parcel.NoAnswer(ask.back(), new Failure(Reason.FAILED, 0, ask.to() + " is not here")));
        }
    }

    // Revisions and shards.

    /** The lane's part of a switch. Nothing of a message's is on any stack here, and what waits between actors of this lane becomes bytes. */
    void adopt(Revision next) {
        Comparing.begin(revision, next, index);
        revision = next;
        for (Object waiting : local) {
            seal(waiting);
        }
        local.add((Runnable) caretaker::resumeHeld);
    }

    static void seal(Object waiting) {
        if (waiting instanceof Parcel.Tell tell) {
            tell.payload().seal();
        } else if (waiting instanceof Parcel.Ask ask) {
            ask.payload().seal();
        } else if (waiting instanceof Parcel.Answer answer) {
            answer.payload().seal();
        }
    }

    /** Opens a shard. The first one brings the lane to life. */
    void open(int shard, long epoch) {
        if (!opened && !stopping) {
            opened = true;
            probe.attach(Thread.currentThread());
            caretaker.start();
        }
        shards.open(shard, epoch);
    }

    /** No request is taken any more; those that wait are sent on. */
    void stopTaking() {
        stopping = true;
        caretaker.stop();
    }

    /** The store knows another owner of the shard. */
    void fenced(int shard) {
        runtime.fenced(shard);
    }

    long newId(int shard) {
        return shards.newId(shard);
    }

    /** A cell was loaded: sessions that had joined before may have gone meanwhile. */
    void orphans(Cell cell) {
        caretaker.orphans(cell);
    }

    /** Refuses what waited too long for a logic. */
    void absent(Cell cell) {
        refuseAll(
                cell, LOGIC_ABSENT_VALUE, "No version of the logic of " + cell.ref.type() + " is running. Try again.");
    }

    // What the parts of the lane share.

    int index() {
        return index;
    }

    String container() {
        return runtime.container();
    }

    LaneScheduler scheduler() {
        return scheduler;
    }

    Settings settings() {
        return settings;
    }

    /** The time, milliseconds since 1970, at most a second old. */
    long coarseMs() {
        return caretaker.coarseMs();
    }

    Revision revision() {
        return revision;
    }

    Cells cells() {
        return cells;
    }

    Probe probe() {
        return probe;
    }

    Figures figures() {
        return figures;
    }

    LaneShards shards() {
        return shards;
    }

    States states() {
        return states;
    }

    Books books() {
        return books;
    }

    Departures departures() {
        return departures;
    }

    Delivery delivery() {
        return delivery;
    }

    Timers timers() {
        return timers;
    }

    Outbox outbox() {
        return outbox;
    }

    Recovery recovery() {
        return recovery;
    }

    Faults faults() {
        return faults;
    }

    Recorder recorder() {
        return recorder;
    }

    Writer writer() {
        return writer;
    }

    Loading loading() {
        return loading;
    }

    Asks asks() {
        return asks;
    }

    Caretaker caretaker() {
        return caretaker;
    }
}
