package et.actor.core;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Event;
import et.api.FailureEvent;
import et.api.Handler;
import et.api.Handlers;
import et.api.Relaxed;
import et.api.SessionEvent;
import et.api.SessionRef;
import et.api.StateCodec;
import et.api.table.RowsHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes down what a logic declares, and makes the {@link TypeEntry} of it. Every complaint is a sentence that says what to change. */
final class Definition<S> implements Handlers<S> {

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    private static final int MOST_TABLES = 16;

    private final String bundle;
    private final Settings.Faults faults;
    private final long classRelaxed;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<Integer, Draft> messages = new HashMap<>();
    private final Map<Integer, Draft> answers = new HashMap<>();
    private final Map<String, Draft> timers = new HashMap<>();
    private final Map<String, Draft> founds = new HashMap<>();
    private final Map<String, TableEntry> finds = new HashMap<>();
    private final Map<Class<?>, TableEntry> tables = new LinkedHashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, UnaryOperator<Object>> upgrades = new HashMap<>();
    private final Map<Integer, UnaryOperator<Object>> downgrades = new HashMap<>();
    private @Nullable StateCodec<Object> codec;
    private @Nullable Draft created;
    private @Nullable Draft failure;
    private @Nullable Draft left;
    private @Nullable Predicate<Object> over;
    private int schema = 1;
    private boolean closed;

    private Definition(String bundle, Settings.Faults faults, long classRelaxed) {
        this.bundle = bundle;
        this.faults = faults;
        this.classRelaxed = classRelaxed;
    }

    /**
     * Calls {@link ActorLogic#define}.
     *
     * @param tallies finds the figures of a version, one for each lane
     * @throws Exception whatever the logic threw, or an {@link IllegalArgumentException} with a sentence
     */
    static <S> TypeEntry of(
            ActorLogic<S> logic,
            Registration registration,
            Settings.Faults faults,
            Function<TypeEntry.Identity, Tally[]> tallies)
            throws Exception {
        Class<?> type = logic.getClass();
        ActorType named = type.getAnnotation(ActorType.class);
        if (named == null) {
            throw new IllegalArgumentException(
                    type.getName() + " names no actor type; annotate it with @ActorType(\"...\")");
        }
        if (!TYPE.matcher(named.value()).matches()) {
            throw new IllegalArgumentException("@ActorType(\"" + named.value()
                    + "\") (expected: 1 to 64 characters of a-z 0-9 - _, beginning with a letter)");
        }
        Relaxed relaxed = type.getAnnotation(Relaxed.class);
        long classRelaxed = relaxed == null ? 0 : Durations.relaxed(Durations.parse(relaxed.every()));
        Definition<S> definition = new Definition<>(registration.bundle(), faults, classRelaxed);
        logic.define(definition);
        definition.closed = true;
        TypeEntry.Identity identity =
                new TypeEntry.Identity(named.value(), registration.bundle(), registration.version(), named.reach());
        return definition.build(identity, tallies.apply(identity));
    }

    private TypeEntry build(TypeEntry.Identity identity, Tally[] tallies) {
        StateCodec<Object> carried = codec;
        if (carried == null) {
            throw new IllegalArgumentException("define names no state; call on.state(YourState.parser())");
        }
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("define names no handler; call on.request(...), or another one");
        }
        List<HandlerEntry> built = new ArrayList<>();
        Map<Draft, HandlerEntry> entries = new HashMap<>();
        for (Draft draft : drafts) {
            HandlerEntry entry = draft.build(identity, tallies);
            built.add(entry);
            entries.put(draft, entry);
        }
        TypeEntry.Parts parts = new TypeEntry.Parts(
                resolve(messages, entries),
                resolve(answers, entries),
                resolve(timers, entries),
                resolve(founds, entries),
                finds,
                tables,
                created == null ? null : entries.get(created),
                failure == null ? null : entries.get(failure),
                left == null ? null : entries.get(left),
                over,
                names);
        return new TypeEntry(identity, schema, carried, upgrades, downgrades, parts, built, tallies);
    }

    private <K> Map<K, HandlerEntry> resolve(Map<K, Draft> drafts, Map<Draft, HandlerEntry> entries) {
        Map<K, HandlerEntry> resolved = new HashMap<>();
        drafts.forEach((key, draft) -> {
            HandlerEntry entry = entries.get(draft);
            if (entry != null) {
                resolved.put(key, entry);
            }
        });
        return resolved;
    }

    @Override
    public void state(Parser<S> parser) {
        state(new ProtoCodec<>(parser));
    }

    @Override
    @SuppressWarnings("unchecked") // the states of a type meet only the codec of the same entry
    public void state(StateCodec<S> given) {
        open();
        if (codec != null) {
            throw new IllegalArgumentException("define names the state twice; call on.state(...) once");
        }
        codec = (StateCodec<Object>) given;
    }

    @Override
    public void schema(int number) {
        open();
        if (number < 1) {
            throw new IllegalArgumentException("schema: " + number + " (expected: 1 or more)");
        }
        schema = number;
    }

    @Override
    public void upgrade(int from, UnaryOperator<S> step) {
        step("upgrade from", from, upgrades, step);
    }

    @Override
    public void downgrade(int to, UnaryOperator<S> step) {
        step("downgrade to", to, downgrades, step);
    }

    @SuppressWarnings("unchecked") // the states of a type meet only the steps of the same entry
    private void step(String what, int number, Map<Integer, UnaryOperator<Object>> steps, UnaryOperator<S> step) {
        open();
        if (number < 1) {
            throw new IllegalArgumentException(what + ": " + number + " (expected: 1 or more)");
        }
        if (steps.put(number, (UnaryOperator<Object>) step) != null) {
            throw new IllegalArgumentException(what + ": " + number + " is declared twice");
        }
    }

    @Override
    public <M extends Message> Handling request(Class<M> message, Handler<S, M> handler) {
        return message("request", message, handler, true, messages);
    }

    @Override
    public <M extends Message> Handling message(Class<M> message, Handler<S, M> handler) {
        return message("message", message, handler, false, messages);
    }

    @Override
    public <M extends Message> Handling answer(Class<M> message, Handler<S, M> handler) {
        return message("answer", message, handler, false, answers);
    }

    @SuppressWarnings("unchecked") // the argument was parsed as M, the state comes from the same entry
    private <M extends Message> Handling message(
            String kind, Class<M> message, Handler<S, M> handler, boolean fromClients, Map<Integer, Draft> table) {
        open();
        M sample = Internal.getDefaultInstance(message);
        String name = sample.getDescriptorForType().getFullName();
        int hash = MessageNames.hash(name);
        String other = names.putIfAbsent(hash, name);
        if (other != null && !other.equals(name)) {
            throw new IllegalArgumentException(
                    "the messages " + name + " and " + other + " have the same number on the wire; rename one of them");
        }
        Draft draft = new Draft(
                kind + " " + name,
                (ctx, state, argument) -> handler.handle(ctx, (S) state, (M) argument),
                message,
                sample.getParserForType(),
                fromClients);
        if (table.putIfAbsent(hash, draft) != null) {
            throw new IllegalArgumentException("define handles " + name + " twice; remove one of the handlers");
        }
        return add(draft);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Handling timer(String name, Event<S> handler) {
        open();
        Draft draft = new Draft("timer " + name, (ctx, state, none) -> handler.handle(ctx, (S) state));
        if (timers.putIfAbsent(name, draft) != null) {
            throw new IllegalArgumentException(
                    "define handles the timer " + name + " twice; remove one of the handlers");
        }
        return add(draft);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void created(Event<S> handler) {
        open();
        once("created", created);
        created = add(new Draft("created", (ctx, state, none) -> handler.handle(ctx, (S) state)));
    }

    @Override
    @SuppressWarnings("unchecked")
    public void failure(FailureEvent<S> handler) {
        open();
        once("failure", failure);
        failure = add(new Draft("failure", (ctx, state, why) -> handler.handle(ctx, (S) state, (et.api.Failure) why)));
    }

    @Override
    @SuppressWarnings("unchecked")
    public void left(SessionEvent<S> handler) {
        open();
        once("left", left);
        left = add(new Draft("left", (ctx, state, who) -> handler.handle(ctx, (S) state, (SessionRef) who)));
    }

    @Override
    @SuppressWarnings("unchecked") // the states of a type meet only the test of the same entry
    public void over(Predicate<S> test) {
        open();
        if (over != null) {
            throw new IllegalArgumentException("define says twice when an actor is over; call on.over(...) once");
        }
        over = (Predicate<Object>) test;
    }

    @Override
    public void table(Class<? extends Record> rows) {
        open();
        TableEntry table = TableReader.read(rows, bundle);
        boolean known =
                tables.values().stream().anyMatch(other -> other.shape.name().equals(table.shape.name()));
        if (known || tables.size() == MOST_TABLES) {
            throw new IllegalArgumentException(
                    known
                            ? "define names the table " + table.shape.name() + " twice; remove one of them"
                            : "define names more than " + MOST_TABLES + " tables");
        }
        tables.put(rows, table);
    }

    @Override
    @SuppressWarnings("unchecked") // the records are of the table's class
    public <R extends Record> Handling found(String name, Class<R> rows, RowsHandler<S, R> handler) {
        open();
        TableEntry table = tables.get(rows);
        if (table == null) {
            throw new IllegalArgumentException("define handles rows of " + rows.getSimpleName()
                    + ", which is no table; call on.table(" + rows.getSimpleName() + ".class) before");
        }
        Draft draft = new Draft(
                "found " + name,
                (ctx, state, found) ->
                        handler.handle(ctx, (S) state, (List<R>) table.records(((Finds.Found) found).rows())));
        if (founds.putIfAbsent(name, draft) != null) {
            throw new IllegalArgumentException(
                    "define handles what " + name + " finds twice; remove one of the handlers");
        }
        finds.put(name, table);
        return add(draft);
    }

    private void once(String what, @Nullable Draft before) {
        if (before != null) {
            throw new IllegalArgumentException("define names the handler of " + what + " twice; remove one of them");
        }
    }

    private Draft add(Draft draft) {
        drafts.add(draft);
        return draft;
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("Handlers is used after define returned");
        }
    }

    /** A handler whose options may still change. */
    private final class Draft implements Handling {

        private final String name;
        private final HandlerEntry.Call call;
        private final Class<?> message;
        private final @Nullable Parser<? extends Message> parser;
        private final boolean fromClients;
        private long relaxedMillis = classRelaxed;

        Draft(String name, HandlerEntry.Call call) {
            this(name, call, Void.class, null, false);
        }

        Draft(
                String name,
                HandlerEntry.Call call,
                Class<?> message,
                @Nullable Parser<? extends Message> parser,
                boolean fromClients) {
            this.name = name;
            this.call = call;
            this.message = message;
            this.parser = parser;
            this.fromClients = fromClients;
        }

        @Override
        public Handling relaxed(Duration every) {
            open();
            relaxedMillis = Durations.relaxed(every);
            return this;
        }

        @Override
        public Handling durable() {
            open();
            relaxedMillis = 0;
            return this;
        }

        HandlerEntry build(TypeEntry.Identity owner, Tally[] tallies) {
            return new HandlerEntry(
                    owner, tallies, name, call, message, parser, fromClients, relaxedMillis, new Conduct(faults));
        }
    }
}
