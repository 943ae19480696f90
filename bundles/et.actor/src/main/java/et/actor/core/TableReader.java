package et.actor.core;

import et.api.table.Index;
import et.api.table.Key;
import et.api.table.Length;
import et.api.table.OfPlayer;
import et.api.table.Table;
import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import et.persistence.TableShape.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@link TableEntry} from a record. Every complaint is a sentence that says what to change. */
final class TableReader {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern COMPONENT = Pattern.compile("[a-z][a-zA-Z0-9]{0,31}");
    private static final Pattern CONSTANT = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final int LONGEST_GAME = 24;
    private static final int MOST_COLUMNS = 32;
    private static final int MOST_BYTES = 60_000;
    private static final int MOST_INDEXES = 8;
    private static final int MOST_OF_INDEX = 4;
    private static final int LONGEST_TEXT = 4000;
    private static final int LONGEST_BYTES = 16_000;

    /** So many of four texts are what an index of MySQL takes: 3072 bytes, 4 for each character. */
    private static final int LONGEST_INDEXED = 190;

    private static final Map<Class<?>, Kind> KINDS = Map.of(
            boolean.class, Kind.BOOLEAN,
            int.class, Kind.INT,
            long.class, Kind.LONG,
            double.class, Kind.DOUBLE,
            String.class, Kind.TEXT,
            byte[].class, Kind.BYTES,
            Instant.class, Kind.MOMENT);

    private static final Map<Class<?>, Class<?>> WRAPPED = Map.of(
            boolean.class, Boolean.class,
            int.class, Integer.class,
            long.class, Long.class,
            double.class, Double.class);

    private final Class<? extends Record> rows;
    private final List<TableEntry.Part> parts = new ArrayList<>();
    private final List<String> key = new ArrayList<>();

    private TableReader(Class<? extends Record> rows) {
        this.rows = rows;
    }

    /**
     * Reads one.
     *
     * @param bundle the symbolic name of the bundle that it belongs to
     * @throws IllegalArgumentException with a sentence
     */
    static TableEntry read(Class<? extends Record> rows, String bundle) {
        return new TableReader(rows).entry(bundle);
    }

    /** What a bundle's tables begin with: {@code g_arena_} for {@code et.sample.arena}. */
    static String prefix(String bundle) {
        String last = bundle.substring(bundle.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String plain = last.replaceAll("[^a-z0-9]", "_");
        return "g_" + plain.substring(0, Math.min(LONGEST_GAME, plain.length())) + "_";
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("table " + rows.getSimpleName() + ": " + what);
    }

    private TableEntry entry(String bundle) {
        Table table = rows.getAnnotation(Table.class);
        if (table == null) {
            throw wrong("it has no name; annotate the record with @Table(\"...\")");
        }
        if (!NAME.matcher(table.value()).matches()) {
            throw wrong("@Table(\"" + table.value()
                    + "\") (expected: 1 to 32 characters of a-z 0-9 _, beginning with a letter)");
        }
        RecordComponent[] components = rows.getRecordComponents();
        if (components.length > MOST_COLUMNS) {
            throw wrong(components.length + " components (expected: at most " + MOST_COLUMNS + ")");
        }
        for (RecordComponent component : components) {
            parts.add(part(component));
        }
        List<Column> columns = parts.stream().map(TableEntry.Part::column).toList();
        check(columns);
        TableShape shape = new TableShape(prefix(bundle) + table.value(), columns, List.copyOf(key), indexes(table));
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return new TableEntry(
                    rows,
                    shape,
                    parts,
                    MethodHandles.privateLookupIn(rows, MethodHandles.lookup())
                            .findConstructor(rows, MethodType.methodType(void.class, types)));
        } catch (ReflectiveOperationException closed) {
            throw wrong("its constructor cannot be called: " + closed.getMessage());
        }
    }

    private void check(List<Column> columns) {
        if (key.isEmpty() || key.size() > MOST_OF_INDEX) {
            throw wrong(key.size() + " components with @Key (expected: 1 to " + MOST_OF_INDEX + ")");
        }
        int bytes = 0;
        int players = 0;
        for (Column column : columns) {
            bytes += switch (column.kind()) {
                case TEXT, NAME -> 4 * Math.max(64, column.length());
                case BYTES -> Math.max(256, column.length());
                default -> 8;
            };
            players += column.player() ? 1 : 0;
        }
        if (bytes > MOST_BYTES) {
            throw wrong("a row may have " + bytes + " bytes, 4 for each character (expected: <= " + MOST_BYTES
                    + "); shorten a @Length");
        }
        if (players > 1) {
            throw wrong("two components with @OfPlayer (expected: at most one)");
        }
    }

    private TableEntry.Part part(RecordComponent component) {
        String name = component.getName();
        if (!COMPONENT.matcher(name).matches()) {
            throw wrong(
                    "the component " + name + " (expected: 1 to 32 letters and digits, beginning with a small letter)");
        }
        boolean optional = component.getType() == Optional.class;
        Class<?> type = optional ? inner(component.getGenericType()) : component.getType();
        Kind kind = type == null ? null : kind(type, optional);
        if (type == null || kind == null) {
            throw wrong("the component " + name + " is a "
                    + component.getGenericType().getTypeName() + " (expected: boolean, int, long, double, String,"
                    + " byte[], Instant, an enum, or an Optional of one of the classes)");
        }
        Length given = component.getAnnotation(Length.class);
        int length = length(name, kind, given);
        boolean player = component.isAnnotationPresent(OfPlayer.class);
        if (player && (kind != Kind.TEXT || optional)) {
            throw wrong("the component " + name + " has @OfPlayer (expected: on a String)");
        }
        Column column = new Column(column(name), kind, length, optional, player, first(name, kind, type));
        if (component.isAnnotationPresent(Key.class)) {
            key(name, column);
        }
        try {
            return new TableEntry.Part(
                    name,
                    column,
                    new ColumnValue(kind, WRAPPED.getOrDefault(type, type), length, optional),
                    MethodHandles.privateLookupIn(rows, MethodHandles.lookup()).unreflect(component.getAccessor()));
        } catch (IllegalAccessException closed) {
            throw wrong("its component " + name + " cannot be read: " + closed.getMessage());
        }
    }

    private static @Nullable Class<?> inner(Type optional) {
        return optional instanceof ParameterizedType parameterized
                        && parameterized.getActualTypeArguments()[0] instanceof Class<?> inner
                ? inner
                : null;
    }

    private static @Nullable Kind kind(Class<?> type, boolean optional) {
        if (type.isEnum()) {
            return Kind.NAME;
        }
        if (optional) {
            return WRAPPED.entrySet().stream()
                    .filter(wrapped -> wrapped.getValue() == type)
                    .map(wrapped -> KINDS.get(wrapped.getKey()))
                    .findFirst()
                    .orElse(type.isPrimitive() ? null : KINDS.get(type));
        }
        return KINDS.get(type);
    }

    private int length(String name, Kind kind, @Nullable Length given) {
        if (kind != Kind.TEXT && kind != Kind.BYTES) {
            if (given != null) {
                throw wrong("the component " + name + " has @Length (expected: on a String or byte[])");
            }
            return 0;
        }
        int length = given == null ? Length.USUAL : given.value();
        int most = kind == Kind.TEXT ? LONGEST_TEXT : LONGEST_BYTES;
        if (length < 1 || length > most) {
            throw wrong("the component " + name + " has @Length(" + length + ") (expected: 1 to " + most + ")");
        }
        return length;
    }

    private String first(String name, Kind kind, Class<?> type) {
        if (kind != Kind.NAME) {
            return "";
        }
        Object[] constants = type.getEnumConstants();
        if (constants.length == 0) {
            throw wrong("the enum of the component " + name + " has no constant");
        }
        for (Object constant : constants) {
            if (!CONSTANT.matcher(((Enum<?>) constant).name()).matches()) {
                throw wrong("the constant " + constant + " of the component " + name
                        + " (expected: 1 to 64 characters of a-z A-Z 0-9 _)");
            }
        }
        return ((Enum<?>) constants[0]).name();
    }

    private void key(String name, Column column) {
        boolean fit = !column.optional()
                && column.kind() != Kind.BOOLEAN
                && column.kind() != Kind.DOUBLE
                && column.kind() != Kind.BYTES
                && column.length() <= LONGEST_INDEXED;
        if (!fit) {
            throw wrong("the component " + name + " has @Key (expected: on an int, long, Instant, enum, or a String"
                    + " with a @Length of " + LONGEST_INDEXED + " at most)");
        }
        key.add(column.name());
    }

    private List<List<String>> indexes(Table table) {
        if (table.indexes().length > MOST_INDEXES) {
            throw wrong(table.indexes().length + " indexes (expected: at most " + MOST_INDEXES + ")");
        }
        List<List<String>> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            List<String> names = Arrays.asList(index.value());
            if (names.isEmpty() || names.size() > MOST_OF_INDEX || new HashSet<>(names).size() < names.size()) {
                throw wrong("the index over " + names + " (expected: 1 to " + MOST_OF_INDEX + " different components)");
            }
            List<String> columns = names.stream().map(this::indexed).toList();
            if (indexes.contains(columns)) {
                throw wrong("the index over " + names + " is there twice");
            }
            indexes.add(columns);
        }
        return List.copyOf(indexes);
    }

    private String indexed(String name) {
        Column column = parts.stream()
                .filter(part -> part.name().equals(name))
                .map(TableEntry.Part::column)
                .findFirst()
                .orElseThrow(() -> wrong("an index names \"" + name + "\", which is no component"));
        if (column.kind() == Kind.BYTES || column.length() > LONGEST_INDEXED) {
            throw wrong("an index names " + name + " (expected: no bytes, and a @Length of " + LONGEST_INDEXED
                    + " at most)");
        }
        return column.name();
    }

    /** {@code lastSeen} is the column {@code last_seen}. */
    private static String column(String component) {
        return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
