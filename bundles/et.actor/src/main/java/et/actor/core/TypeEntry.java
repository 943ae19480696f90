package et.actor.core;

import com.google.protobuf.Message;
import et.api.Reach;
import et.api.StateCodec;
import et.persistence.TableShape;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One version of the code of one type: the only object of the core through which a class of a logic bundle can be reached. Unchanging. */
final class TypeEntry {

    /** What {@link Definition} gathered. */
    record Parts(
            Map<Integer, HandlerEntry> messages,
            Map<Integer, HandlerEntry> answers,
            Map<String, HandlerEntry> timers,
            Map<String, HandlerEntry> founds,
            Map<String, TableEntry> finds,
            Map<Class<?>, TableEntry> tables,
            @Nullable HandlerEntry created,
            @Nullable HandlerEntry failure,
            @Nullable HandlerEntry left,
            @Nullable Predicate<Object> over,
            Map<Integer, String> names) {}

    final String type;
    final String bundle;
    final String version;
    final Reach reach;
    final int schema;

    /** {@code bundle/version}, as rows name it. */
    final String code;

    final StateCodec<Object> codec;

    /** Whether states are changed in place, so that a failed handler may leave half of its change behind. */
    final boolean inPlace;

    final Map<Integer, UnaryOperator<Object>> upgrades;
    final Map<Integer, UnaryOperator<Object>> downgrades;
    final IntTable<HandlerEntry> messages;
    final IntTable<HandlerEntry> answers;
    final Map<String, HandlerEntry> timers;

    /** Handlers of what queries find, by the queries' names. */
    final Map<String, HandlerEntry> founds;

    /** The tables of these queries, by the same names. */
    final Map<String, TableEntry> finds;

    private final Map<Class<?>, TableEntry> tables;

    final @Nullable HandlerEntry created;
    final @Nullable HandlerEntry failure;
    final @Nullable HandlerEntry left;

    /** Whether what an actor is for is over; null when the logic does not say. */
    final @Nullable Predicate<Object> over;

    /** Full names of all messages, by their hash. */
    final Map<Integer, String> names;

    /** The hashes of what clients may send. */
    final List<Integer> requests;

    /** All handlers, for people and for the quarantine. */
    final List<HandlerEntry> handlers;

    private final Tally[] tallies;

    /** What was sent so far, to its hash; one map for each lane, so that none is shared. */
    private final List<IdentityHashMap<Class<?>, Integer>> hashes;

    TypeEntry(
            Identity identity,
            int schema,
            StateCodec<Object> codec,
            Map<Integer, UnaryOperator<Object>> upgrades,
            Map<Integer, UnaryOperator<Object>> downgrades,
            Parts parts,
            List<HandlerEntry> handlers,
            Tally[] tallies) {
        this.type = identity.type();
        this.bundle = identity.bundle();
        this.version = identity.version();
        this.reach = identity.reach();
        this.code = identity.code();
        this.schema = schema;
        this.codec = codec;
        this.inPlace = !(codec instanceof ProtoCodec);
        this.upgrades = Map.copyOf(upgrades);
        this.downgrades = Map.copyOf(downgrades);
        this.messages = new IntTable<>(parts.messages());
        this.answers = new IntTable<>(parts.answers());
        this.timers = Map.copyOf(parts.timers());
        this.founds = Map.copyOf(parts.founds());
        this.finds = Map.copyOf(parts.finds());
        this.tables = Map.copyOf(parts.tables());
        this.created = parts.created();
        this.failure = parts.failure();
        this.left = parts.left();
        this.over = parts.over();
        this.names = Map.copyOf(parts.names());
        this.requests = parts.messages().entrySet().stream()
                .filter(entry -> entry.getValue().fromClients)
                .map(Map.Entry::getKey)
                .toList();
        this.handlers = List.copyOf(handlers);
        this.tallies = tallies;
        this.hashes = Stream.generate(() -> new IdentityHashMap<Class<?>, Integer>())
                .limit(tallies.length)
                .toList();
    }

    /** What the type is called, and by whom it is served. */
    record Identity(String type, String bundle, String version, Reach reach) {

        /** {@code bundle/version}, as rows name it. */
        String code() {
            return bundle + "/" + version;
        }

        /** {@code type bundle/version}, as figures are named. */
        String label() {
            return type + " " + code();
        }
    }

    /** The table of a record's class. */
    TableEntry table(Class<?> rows) {
        TableEntry table = tables.get(rows);
        if (table == null) {
            throw new IllegalStateException(
                    rows.getName() + " is no table (expected: on.table(" + rows.getSimpleName() + ".class) in define)");
        }
        return table;
    }

    /** What its tables look like. */
    List<TableShape> shapes() {
        return tables.values().stream().map(table -> table.shape).toList();
    }

    Tally tally(int lane) {
        return tallies[lane];
    }

    /** Hash of the name of a message that a handler of this entry made. On the lane only. */
    int hash(int lane, Message message) {
        IdentityHashMap<Class<?>, Integer> known = hashes.get(lane);
        Integer hash = known.get(message.getClass());
        if (hash == null) {
            hash = MessageNames.hash(message.getDescriptorForType().getFullName());
            known.put(message.getClass(), hash);
        }
        return hash;
    }

    /** For people. */
    @Override
    public String toString() {
        return type + " of " + code;
    }
}
