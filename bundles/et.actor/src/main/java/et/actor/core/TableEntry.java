package et.actor.core;

import et.api.table.Query;
import et.persistence.TableQuery;
import et.persistence.TableShape;
import et.persistence.TableShape.Column;
import et.persistence.TableWrite;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table as one version of a logic knows it: turns its records into plain values, and plain values into records. */
final class TableEntry {

    /** A component of the record. */
    record Part(String name, Column column, ColumnValue value, MethodHandle reads) {}

    final Class<? extends Record> rows;
    final TableShape shape;
    private final List<Part> parts;
    private final MethodHandle makes;
    private final Map<String, Part> byName = new HashMap<>();

    TableEntry(Class<? extends Record> rows, TableShape shape, List<Part> parts, MethodHandle makes) {
        this.rows = rows;
        this.shape = shape;
        this.parts = List.copyOf(parts);
        this.makes = makes;
        parts.forEach(part -> byName.put(part.name(), part));
    }

    private String what() {
        return rows.getSimpleName();
    }

    /** The row as it is written; a value that does not fit is named. */
    TableWrite write(TableWrite.What what, Record row) {
        Object[] values = new Object[parts.size()];
        for (int i = 0; i < values.length; i++) {
            Part part = parts.get(i);
            values[i] = part.value().plain(what() + "." + part.name(), read(part, row));
        }
        return new TableWrite(what, shape, Collections.unmodifiableList(Arrays.asList(values)));
    }

    private @Nullable Object read(Part part, Record row) {
        try {
            return part.reads().invoke(row);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException(what() + "." + part.name() + "() threw", thrown);
        }
    }

    TableWrite delete(Object... key) {
        if (key.length != shape.key().size()) {
            throw new IllegalArgumentException("ctx.delete: " + key.length + " parts of the key of " + what()
                    + " (expected: " + String.join(", ", shape.key()) + ")");
        }
        Object[] values = new Object[parts.size()];
        List<Integer> places = shape.keyPlaces();
        for (int i = 0; i < key.length; i++) {
            Part part = parts.get(places.get(i));
            values[places.get(i)] = part.value().plain(what() + "." + part.name(), key[i]);
        }
        return new TableWrite(TableWrite.What.DELETE, shape, Collections.unmodifiableList(Arrays.asList(values)));
    }

    TableQuery query(Query<?> query) {
        List<TableQuery.Condition> conditions = new ArrayList<>();
        for (Query.Condition one : query.conditions()) {
            conditions.add(condition(one));
        }
        List<TableQuery.Order> orders = new ArrayList<>();
        for (Query.Order one : query.orders()) {
            Part part = part(one.column());
            part.value().ordered(what() + "." + part.name());
            orders.add(new TableQuery.Order(part.column(), one.descending()));
        }
        return new TableQuery(shape, query.rows(), List.copyOf(conditions), List.copyOf(orders), query.current());
    }

    private TableQuery.Condition condition(Query.Condition one) {
        Part part = part(one.column());
        String name = what() + "." + part.name();
        Column column = part.column();
        switch (one.is()) {
            case ABSENT, PRESENT -> {
                if (!column.optional()) {
                    throw new IllegalArgumentException(
                            "query: " + name + " is never empty (expected: a component that is an Optional)");
                }
            }
            case STARTS_WITH -> {
                if (column.kind() != TableShape.Kind.TEXT) {
                    throw new IllegalArgumentException(
                            "query: " + name + " is no String, so it does not start with anything");
                }
            }
            case LESS, AT_MOST, GREATER, AT_LEAST -> part.value().ordered(name);
            case EQUAL, IN -> part.value().comparable(name);
        }
        List<Object> values = new ArrayList<>();
        for (Object value : one.values()) {
            values.add(part.value().compared(name, value));
        }
        return new TableQuery.Condition(column, TableQuery.Is.valueOf(one.is().name()), List.copyOf(values));
    }

    private Part part(String component) {
        Part part = byName.get(component);
        if (part == null) {
            throw new IllegalArgumentException("query: " + what() + " has no component \"" + component
                    + "\" (expected: one of "
                    + String.join(", ", parts.stream().map(Part::name).toList()) + ")");
        }
        return part;
    }

    /** Calls the record's constructor, which is the game's code. */
    List<Record> records(List<Map<String, @Nullable Object>> found) throws Exception {
        List<Record> records = new ArrayList<>(found.size());
        for (Map<String, @Nullable Object> row : found) {
            records.add(record(row));
        }
        return Collections.unmodifiableList(records);
    }

    private Record record(Map<String, @Nullable Object> row) throws Exception {
        Object[] values = new Object[parts.size()];
        for (int i = 0; i < values.length; i++) {
            Part part = parts.get(i);
            Column column = part.column();
            Object plain = row.get(column.name());
            // The table may have got the column only after the query: then it was not there.
            Object known = plain == null && !column.optional() ? column.zero() : plain;
            values[i] = part.value().rich(what() + "." + part.name(), known);
        }
        try {
            return (Record) makes.invokeWithArguments(values);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException("the constructor of " + what() + " threw", thrown);
        }
    }
}
