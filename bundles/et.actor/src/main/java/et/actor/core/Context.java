package et.actor.core;

import com.google.protobuf.Message;
import et.api.ActorContext;
import et.api.ActorRef;
import et.api.SessionRef;
import et.api.table.Query;
import et.cluster.Shards;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The context of the lane's handler, one for each lane, used again for each message. Gathers what the handler asks for; {@link Handling} makes it so. */
final class Context implements ActorContext {

    /** A timer is to be started, or stopped when the period is negative. */
    record TimerChange(String name, long delayMs, long periodMs) {

        static final int STOP = -1;

        static TimerChange once(TypeEntry by, String name, Duration delay) {
            return of(by, name, within("ctx.startTimer: delay", delay, Duration.ZERO, LONGEST_DELAY), 0);
        }

        static TimerChange every(TypeEntry by, String name, Duration period) {
            long millis = within("ctx.startTimerEvery: period", period, SHORTEST_PERIOD, LONGEST_DELAY);
            return of(by, name, millis, millis);
        }

        static TimerChange stop(String name) {
            return new TimerChange(name, 0, STOP);
        }

        private static TimerChange of(TypeEntry by, String name, long delayMs, long periodMs) {
            if (!by.timers.containsKey(name)) {
                throw new IllegalStateException(
                        "timer: \"" + name + "\" has no handler (expected: on.timer(\"" + name + "\", ...) in define)");
            }
            return new TimerChange(name, delayMs, periodMs);
        }
    }

    private static final Duration LONGEST_ASK = Duration.ofMinutes(1);
    private static final Duration LONGEST_WORK = Duration.ofMinutes(10);
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);
    private static final int MOST_TIMERS = 1000;

    private final Lane lane;

    // What is handled.
    private @Nullable Cell cell;
    private @Nullable TypeEntry entry;

    @Nullable SessionEntry session;

    @Nullable Answered answered;

    Parcel.@Nullable Return back;

    @Nullable Origin origin;

    @Nullable ActorRef sender;

    @Nullable TimerEntry timer;

    /** The sender of a stored message, and its number. */
    @Nullable SenderEntry stored;

    long storedNumber;
    private long nowMs;

    // What was asked for.
    final List<Effect> effects = new ArrayList<>();
    final List<TimerChange> timers = new ArrayList<>();
    final List<SessionEntry> joins = new ArrayList<>();
    final List<SessionEntry> leaves = new ArrayList<>();
    final List<OutgoingEntry> sends = new ArrayList<>();
    final TableCalls tables = new TableCalls();

    @Nullable Payload reply;

    int replyAt;
    int asks;

    /** What takes down this message; null: nobody does. */
    @Nullable Recording recording;

    /** Something leaves for other actors: when the handler is durable, it must not happen a second time after a crash. */
    boolean reachesOut;

    Context(Lane lane) {
        this.lane = lane;
    }

    /** Opens the context for one handler; then the fields above say what is handled. */
    void open(Cell handled, TypeEntry by) {
        cell = handled;
        entry = by;
        nowMs = 0;
    }

    /** Closes it, and lets go of everything. */
    void close() {
        cell = null;
        entry = null;
        session = null;
        answered = null;
        back = null;
        origin = null;
        sender = null;
        timer = null;
        stored = null;
        storedNumber = 0;
        reply = null;
        replyAt = 0;
        asks = 0;
        reachesOut = false;
        recording = null;
        effects.clear();
        timers.clear();
        joins.clear();
        leaves.clear();
        sends.clear();
        tables.clear();
    }

    /** Whether effects wait until the change is durable. */
    boolean isDurable(HandlerEntry handler) {
        return !handler.relaxed() || !sends.isEmpty() || stored != null || tables.isBinding();
    }

    /** Whether somebody waits for a reply. */
    boolean owesReply() {
        Origin from = origin;
        return from == null ? answered != null || back != null : !from.done;
    }

    /** Who waits, as an object that outlives this message. */
    Origin origin() {
        Origin known = origin;
        if (known == null) {
            known = new Origin(session, answered, back);
            known.done = !owesReply();
            origin = known;
        }
        return known;
    }

    private Cell cell() {
        Cell current = cell;
        if (current == null || !lane.scheduler().inLane()) {
            throw new IllegalStateException("An ActorContext is used after its handler returned, or on another thread."
                    + " Keep none; come back to the actor with ctx.tell, ctx.ask or ctx.blocking.");
        }
        return current;
    }

    private TypeEntry entry() {
        TypeEntry current = entry;
        if (current == null) {
            throw new IllegalStateException("no handler runs");
        }
        return current;
    }

    private Payload payload(Message message) {
        return Payload.of(entry().hash(lane.index(), message), message);
    }

    private SessionEntry asking(String what) {
        SessionEntry asking = session;
        if (asking == null) {
            throw new IllegalStateException(
                    what + ": no session waits here (expected: the handler of a client's request)");
        }
        return asking;
    }

    @Override
    public ActorRef self() {
        return cell().ref;
    }

    @Override
    public Optional<SessionRef> session() {
        cell();
        SessionEntry current = session;
        return current == null ? Optional.empty() : Optional.of(current.ref());
    }

    @Override
    public Optional<ActorRef> sender() {
        cell();
        return Optional.ofNullable(sender);
    }

    @Override
    public Instant now() {
        cell();
        return Instant.ofEpochMilli(nowMs());
    }

    long nowMs() {
        if (nowMs == 0) {
            nowMs = lane.scheduler().currentTimeMillis();
        }
        return nowMs;
    }

    @Override
    public RandomGenerator random() {
        cell();
        Recording taken = recording;
        return taken == null ? lane.scheduler().random() : taken.random();
    }

    @Override
    public long newId() {
        long id = lane.newId(cell().shard);
        Recording taken = recording;
        return taken == null ? id : taken.id(id);
    }

    @Override
    public void reply(Message answer) {
        cell();
        if (reply != null || (origin != null && origin.replied)) {
            throw new IllegalStateException("ctx.reply is called twice for one message (expected: at most once)");
        }
        reply = payload(answer).seal();
        replyAt = effects.size();
    }

    @Override
    public void push(Message message) {
        cell();
        SessionEntry to = asking("ctx.push");
        Payload payload = payload(message);
        effects.add(new Effect.Push(to, payload.message(), payload.bytes()));
    }

    @Override
    public void push(SessionRef to, Message message) {
        push(List.of(to), message);
    }

    @Override
    public void push(Collection<SessionRef> to, Message message) {
        Cell current = cell();
        Payload payload = payload(message);
        for (SessionRef ref : to) {
            SessionEntry known = current.sessions.find(ref.id());
            if (known == null || !willBeJoined(known)) {
                lane.figures().pushDropped();
            } else {
                effects.add(new Effect.Push(known, payload.message(), payload.bytes()));
            }
        }
    }

    private boolean willBeJoined(SessionEntry known) {
        return joins.contains(known) || (known.joined() && !leaves.contains(known));
    }

    @Override
    public void broadcast(Message message) {
        Cell current = cell();
        if (current.sessions.joined().isEmpty() && joins.isEmpty()) {
            return;
        }
        Payload payload = payload(message);
        effects.add(new Effect.Broadcast(current.step, payload.message(), payload.bytes()));
    }

    @Override
    public void join() {
        cell();
        SessionEntry joining = asking("ctx.join");
        leaves.remove(joining);
        if (!willBeJoined(joining)) {
            joins.add(joining);
            effects.add(new Effect.Joined(joining));
        }
    }

    @Override
    public void leave(SessionRef ref) {
        SessionEntry leaving = cell().sessions.find(ref.id());
        if (leaving != null && willBeJoined(leaving)) {
            joins.remove(leaving);
            leaves.add(leaving);
            effects.add(new Effect.Left(leaving));
        }
    }

    @Override
    public Collection<SessionRef> joined() {
        Cell current = cell();
        List<SessionRef> refs = new ArrayList<>(current.sessions.joined().size() + joins.size());
        for (SessionEntry joined : current.sessions.joined()) {
            if (!leaves.contains(joined)) {
                refs.add(joined.ref());
            }
        }
        joins.forEach(joining -> {
            if (!joining.joined()) {
                refs.add(joining.ref());
            }
        });
        return refs;
    }

    @Override
    public void tell(ActorRef to, Message message) {
        cell();
        effects.add(new Effect.Tell(to, payload(message)));
        reachesOut = true;
    }

    @Override
    public void send(ActorRef to, Message message) {
        Cell current = cell();
        int most = lane.settings().limits().outbox();
        if (current.outbox.size() + sends.size() >= most) {
            throw new IllegalStateException(
                    "ctx.send: " + most + " stored messages of " + current.ref + " wait for their receivers already");
        }
        long number = current.lastOutgoing + sends.size() + 1;
        OutgoingEntry outgoing = new OutgoingEntry(
                number, to, Shards.of(to.type(), to.id()), payload(message).seal(), current.nextWrite());
        sends.add(outgoing);
        effects.add(new Effect.Outgoing(outgoing));
    }

    @Override
    public void ask(ActorRef to, Message question, Duration deadline) {
        cell();
        long millis = askMillis(deadline);
        effects.add(new Effect.Ask(to, payload(question), millis, origin()));
        asks++;
        reachesOut = true;
    }

    @Override
    public void blocking(Callable<? extends Message> work, Duration deadline) {
        cell();
        long millis = workMillis(deadline);
        effects.add(new Effect.Blocking(work, millis, origin(), entry()));
        asks++;
        reachesOut = true;
    }

    @Override
    public void put(Record row) {
        Cell current = cell();
        tables.put(entry(), row);
        tables.checkRoom(current);
    }

    @Override
    public void insert(Record row) {
        Cell current = cell();
        tables.insert(entry(), row);
        tables.checkRoom(current);
    }

    @Override
    public void delete(Class<? extends Record> table, Object... key) {
        Cell current = cell();
        tables.delete(entry(), table, key);
        tables.checkRoom(current);
    }

    @Override
    public void find(String name, Query<?> query, Duration deadline) {
        cell();
        long millis = findMillis(deadline);
        effects.add(new Effect.Find(name, TableCalls.query(entry(), name, query), millis, origin()));
        asks++;
    }

    @Override
    public void startTimer(String name, Duration delay) {
        cell();
        change(TimerChange.once(entry(), name, delay));
    }

    @Override
    public void startTimerEvery(String name, Duration period) {
        cell();
        change(TimerChange.every(entry(), name, period));
    }

    @Override
    public void stopTimer(String name) {
        cell();
        timers.add(TimerChange.stop(name));
    }

    private void change(TimerChange change) {
        Cell current = cell();
        if (current.timers.size() + timers.size() >= MOST_TIMERS) {
            throw new IllegalStateException("timers: " + MOST_TIMERS + " run for " + current.ref + " already");
        }
        timers.add(change);
    }

    static long askMillis(Duration deadline) {
        return within("ctx.ask: deadline", deadline, Duration.ofMillis(1), LONGEST_ASK);
    }

    static long findMillis(Duration deadline) {
        return within("ctx.find: deadline", deadline, Duration.ofMillis(1), LONGEST_ASK);
    }

    static long workMillis(Duration deadline) {
        return within("ctx.blocking: deadline", deadline, Duration.ofMillis(1), LONGEST_WORK);
    }

    private static long within(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + " to " + most + ")");
        }
        return value.toMillis();
    }
}
