package et.actor.core;

import com.google.protobuf.Message;
import et.api.ActorContext;
import et.api.ActorRef;
import et.api.SessionRef;
import et.api.table.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The context of a handler that is called with what was recorded: it sees what the recorded one saw, and what it asks for is taken down and never done. For one call. */
final class ReplayContext implements ActorContext {

    private final TypeEntry entry;
    private final Take.Call call;
    private final Map<Long, SessionRef> joined = new LinkedHashMap<>();
    private final List<Deed> deeds = new ArrayList<>();
    private final List<Deed> timers = new ArrayList<>();
    private final TableCalls tables = new TableCalls();
    private final Map<Integer, Message> made = new HashMap<>();
    private @Nullable Deed reply;
    private @Nullable RandomGenerator random;
    private int ids;

    ReplayContext(TypeEntry entry, Take.Call call) {
        this.entry = entry;
        this.call = call;
        call.joined().forEach(session -> joined.put(session.id(), session));
    }

    /** What was asked for, in the order of {@link Take.Ending#deeds}. */
    List<Deed> deeds() {
        List<Deed> all = new ArrayList<>(deeds);
        if (reply != null) {
            all.add(reply);
        }
        all.addAll(timers);
        tables.writes().forEach(write -> all.add(Deed.of(write)));
        return all;
    }

    /** A message of each kind that the handler made, by the hash of its name. */
    Map<Integer, Message> made() {
        return made;
    }

    /** A session, as deeds name it. */
    static String name(SessionRef session) {
        return session.player() + " (session " + session.id() + ")";
    }

    static String within(ActorRef actor, long millis) {
        return actor + " within " + millis + " ms";
    }

    private void add(Deed.Kind kind, String to, Message message) {
        deeds.add(deed(kind, to, message));
    }

    private Deed deed(Deed.Kind kind, String to, Message message) {
        int hash = MessageNames.hash(message.getDescriptorForType().getFullName());
        made.put(hash, message);
        return new Deed(kind, to, hash, message.toByteArray());
    }

    private SessionRef asking(String what) {
        SessionRef asking = call.session();
        if (asking == null) {
            throw new IllegalStateException(
                    what + ": no session waits here (expected: the handler of a client's request)");
        }
        return asking;
    }

    @Override
    public ActorRef self() {
        return call.actor();
    }

    @Override
    public Optional<SessionRef> session() {
        return Optional.ofNullable(call.session());
    }

    @Override
    public Optional<ActorRef> sender() {
        return Optional.ofNullable(call.sender());
    }

    @Override
    public Instant now() {
        return Instant.ofEpochMilli(call.nowMs());
    }

    @Override
    public RandomGenerator random() {
        RandomGenerator known = random;
        if (known == null) {
            known = new SplittableRandom(call.seed());
            random = known;
        }
        return known;
    }

    /** The recorded ones; who draws more gets others, which differ from all. */
    @Override
    public long newId() {
        int drawn = ids++;
        return drawn < call.ids().size() ? call.ids().get(drawn) : -drawn;
    }

    @Override
    public void reply(Message answer) {
        if (reply != null) {
            throw new IllegalStateException("ctx.reply is called twice for one message (expected: at most once)");
        }
        reply = deed(Deed.Kind.REPLY, "", answer);
    }

    @Override
    public void push(Message message) {
        add(Deed.Kind.PUSH, name(asking("ctx.push")), message);
    }

    @Override
    public void push(SessionRef to, Message message) {
        push(List.of(to), message);
    }

    @Override
    public void push(Collection<SessionRef> to, Message message) {
        for (SessionRef ref : to) {
            SessionRef known = joined.get(ref.id());
            if (known != null) {
                add(Deed.Kind.PUSH, name(known), message);
            }
        }
    }

    @Override
    public void broadcast(Message message) {
        if (!joined.isEmpty()) {
            add(Deed.Kind.BROADCAST, "", message);
        }
    }

    @Override
    public void join() {
        SessionRef joining = asking("ctx.join");
        if (joined.putIfAbsent(joining.id(), joining) == null) {
            deeds.add(Deed.of(Deed.Kind.JOIN, name(joining)));
        }
    }

    @Override
    public void leave(SessionRef session) {
        SessionRef known = joined.remove(session.id());
        if (known != null) {
            deeds.add(Deed.of(Deed.Kind.LEAVE, name(known)));
        }
    }

    @Override
    public Collection<SessionRef> joined() {
        return List.copyOf(joined.values());
    }

    @Override
    public void tell(ActorRef to, Message message) {
        add(Deed.Kind.TELL, to.toString(), message);
    }

    @Override
    public void send(ActorRef to, Message message) {
        add(Deed.Kind.SEND, to.toString(), message);
    }

    @Override
    public void ask(ActorRef to, Message question, Duration deadline) {
        add(Deed.Kind.ASK, within(to, Context.askMillis(deadline)), question);
    }

    /** The work is not done: what came of it was recorded as a message of its own. */
    @Override
    public void blocking(Callable<? extends Message> work, Duration deadline) {
        deeds.add(Deed.of(Deed.Kind.BLOCKING, Context.workMillis(deadline) + " ms"));
    }

    @Override
    public void put(Record row) {
        tables.put(entry, row);
    }

    @Override
    public void insert(Record row) {
        tables.insert(entry, row);
    }

    @Override
    public void delete(Class<? extends Record> table, Object... key) {
        tables.delete(entry, table, key);
    }

    @Override
    public void find(String name, Query<?> query, Duration deadline) {
        deeds.add(Deed.find(name, TableCalls.query(entry, name, query), Context.findMillis(deadline)));
    }

    @Override
    public void startTimer(String name, Duration delay) {
        timers.add(Deed.of(Context.TimerChange.once(entry, name, delay)));
    }

    @Override
    public void startTimerEvery(String name, Duration period) {
        timers.add(Deed.of(Context.TimerChange.every(entry, name, period)));
    }

    @Override
    public void stopTimer(String name) {
        timers.add(Deed.of(Context.TimerChange.stop(name)));
    }
}
