package et.testkit;

import et.persistence.RowException;
import et.persistence.TableGrowth;
import et.persistence.TableQuery;
import et.persistence.TableQuery.Condition;
import et.persistence.TableQuery.Order;
import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import et.persistence.TableStore;
import et.persistence.TableWrite;
import et.persistence.TableWrite.What;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tables of games that outlive the containers of a {@link World}. They keep the promises of {@link TableStore}. */
final class MemoryTables implements TableStore {

    /** A table: its rows by their keys. */
    private static final class Content {

        private final String owner;
        private TableShape shape;
        private final Map<List<Object>, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();

        Content(String owner, TableShape shape) {
            this.owner = owner;
            this.shape = shape;
        }
    }

    private final Map<String, Content> contents = new LinkedHashMap<>();

    private TableGrowth growth(String owner, TableShape wanted) {
        Content content = contents.get(wanted.name());
        if (content != null && !content.owner.equals(owner)) {
            throw TableGrowth.taken(wanted.name(), content.owner);
        }
        return TableGrowth.of(content == null ? null : content.shape, wanted);
    }

    @Override
    public List<String> changes(String owner, List<TableShape> tables) {
        return tables.stream()
                .flatMap(wanted -> growth(owner, wanted).sentences().stream())
                .toList();
    }

    @Override
    public void prepare(String owner, List<TableShape> tables) {
        List<TableGrowth> all =
                tables.stream().map(wanted -> growth(owner, wanted)).toList();
        for (TableGrowth growth : all) {
            TableShape after = growth.after();
            Content content = contents.computeIfAbsent(after.name(), none -> new Content(owner, after));
            content.shape = after;
            for (Column column : growth.added()) {
                content.rows.values().forEach(row -> row.put(column.name(), absent(column)));
            }
        }
    }

    private static @Nullable Object absent(Column column) {
        return column.optional() ? null : column.zero();
    }

    /** Whether these writes of an actor could take place, after those before them. */
    void check(String type, String id, List<TableWrite> before, List<TableWrite> writes) {
        List<TableWrite> done = new ArrayList<>(before);
        for (TableWrite write : writes) {
            if (write.what() == What.INSERT && isThere(write, done)) {
                throw new RowException(type, id, write.row() + " is there already, and was to be inserted");
            }
            done.add(write);
        }
    }

    private boolean isThere(TableWrite inserted, List<TableWrite> done) {
        boolean there = content(inserted.table()).rows.containsKey(inserted.key());
        for (TableWrite write : done) {
            if (write.table().name().equals(inserted.table().name())
                    && write.key().equals(inserted.key())) {
                there = write.what() != What.DELETE;
            }
        }
        return there;
    }

    /** Does them. */
    void apply(List<TableWrite> writes) {
        for (TableWrite write : writes) {
            Content content = content(write.table());
            if (write.what() == What.DELETE) {
                content.rows.remove(write.key());
            } else {
                Map<String, @Nullable Object> row = content.rows.computeIfAbsent(write.key(), none -> fresh(content));
                List<Column> columns = write.table().columns();
                for (int i = 0; i < columns.size(); i++) {
                    row.put(columns.get(i).name(), write.values().get(i));
                }
            }
        }
    }

    private static Map<String, @Nullable Object> fresh(Content content) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        content.shape.columns().forEach(column -> row.put(column.name(), absent(column)));
        return row;
    }

    private Content content(TableShape table) {
        Content content = contents.get(table.name());
        if (content == null) {
            throw new IllegalStateException("the table " + table.name() + " was never prepared");
        }
        return content;
    }

    @Override
    public List<Map<String, @Nullable Object>> find(TableQuery query) {
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        for (Map<String, @Nullable Object> row : content(query.table()).rows.values()) {
            if (query.conditions().stream().allMatch(condition -> holds(condition, row))) {
                found.add(Collections.unmodifiableMap(new LinkedHashMap<>(row)));
            }
        }
        found.sort(order(query));
        List<Map<String, @Nullable Object>> first = found.subList(0, Math.min(query.rows(), found.size()));
        long bytes = 0;
        for (Map<String, @Nullable Object> row : first) {
            for (Object value : row.values()) {
                bytes += value == null ? 1 : TableQuery.bytes(value);
            }
        }
        if (bytes > TableQuery.MOST_BYTES) {
            throw query.tooMuch();
        }
        return List.copyOf(first);
    }

    private static boolean holds(Condition condition, Map<String, @Nullable Object> row) {
        Object value = row.get(condition.column().name());
        if (value == null) {
            return condition.is() == TableQuery.Is.ABSENT;
        }
        return switch (condition.is()) {
            case ABSENT -> false;
            case PRESENT -> true;
            case IN -> condition.values().contains(value);
            case EQUAL -> condition.values().get(0).equals(value);
            case STARTS_WITH ->
                ((String) value).startsWith((String) condition.values().get(0));
            case LESS -> compare(value, condition) < 0;
            case AT_MOST -> compare(value, condition) <= 0;
            case GREATER -> compare(value, condition) > 0;
            case AT_LEAST -> compare(value, condition) >= 0;
        };
    }

    private static int compare(Object value, Condition condition) {
        return compare(value, condition.values().get(0));
    }

    @SuppressWarnings("unchecked") // both are of the class that the column's kind names
    private static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    private static Comparator<Map<String, @Nullable Object>> order(TableQuery query) {
        List<Order> orders = new ArrayList<>(query.orders());
        query.table()
                .key()
                .forEach(name -> orders.add(new Order(query.table().column(name).orElseThrow(), false)));
        return (one, other) -> {
            for (Order order : orders) {
                int compared = compareEmpty(
                        one.get(order.column().name()), other.get(order.column().name()));
                if (compared != 0) {
                    return order.descending() ? -compared : compared;
                }
            }
            return 0;
        };
    }

    private static int compareEmpty(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return Boolean.compare(Objects.nonNull(one), Objects.nonNull(other));
        }
        return compare(one, other);
    }
}
