package et.api.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which rows are wanted: {@code Query.first(10, Score.class).equal("season", 3).descending("points")}. Unchanging; a static constant is fine. Columns are named as
 * the record's components are; names and values are checked when the query is put.
 *
 * <p>All conditions hold for each row that is found. A component that is empty meets none of them but {@link #absent}. Texts are compared by the numbers of their
 * characters, so {@code "Z"} is before {@code "a"}, and nothing is equal but the same. Rows that the order leaves equal are in the order of their keys.
 *
 * @param table the record
 * @param rows how many rows at most, 1 to {@value #MOST_ROWS}
 * @param conditions what holds for each, at most {@value #MOST_CONDITIONS}
 * @param orders what they are ordered by, at most 4
 * @param current whether the answer must not be some seconds old
 * @param <R> the record
 */
public record Query<R extends Record>(
        Class<R> table, int rows, List<Condition> conditions, List<Order> orders, boolean current) {

    /** The most rows of one answer. */
    public static final int MOST_ROWS = 1000;

    /** The most conditions. */
    public static final int MOST_CONDITIONS = 16;

    /** The most values of {@link #in}. */
    public static final int MOST_VALUES = 100;

    private static final int MOST_ORDERS = 4;

    /** How a column is compared. */
    public enum Is {
        EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST,
        IN,
        STARTS_WITH,
        ABSENT,
        PRESENT
    }

    /** A condition. {@code values} has one for each comparison but {@code IN}, and none for {@code ABSENT} and {@code PRESENT}. */
    public record Condition(String column, Is is, List<Object> values) {}

    /** A column to order by; rows where it is empty come first, or last when it is descending. */
    public record Order(String column, boolean descending) {}

    public Query {
        within("rows", rows, 1, MOST_ROWS);
        within("conditions", conditions.size(), 0, MOST_CONDITIONS);
        within("orders", orders.size(), 0, MOST_ORDERS);
        for (Condition condition : conditions) {
            if (condition.is() == Is.IN) {
                within(
                        "in(\"" + condition.column() + "\"): values",
                        condition.values().size(),
                        1,
                        MOST_VALUES);
            }
        }
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "query: " + what + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    /** The first so many rows of a table, in the order of their keys unless the query says otherwise. There is no query without such a bound. */
    public static <R extends Record> Query<R> first(int rows, Class<R> table) {
        return new Query<>(table, rows, List.of(), List.of(), false);
    }

    /** Whose column is this. */
    public Query<R> equal(String column, Object value) {
        return where(column, Is.EQUAL, List.of(value));
    }

    /** Whose column is less. Not of enums, booleans and bytes; so are the next three. */
    public Query<R> less(String column, Object value) {
        return where(column, Is.LESS, List.of(value));
    }

    /** Whose column is less or equal. */
    public Query<R> atMost(String column, Object value) {
        return where(column, Is.AT_MOST, List.of(value));
    }

    /** Whose column is greater. */
    public Query<R> greater(String column, Object value) {
        return where(column, Is.GREATER, List.of(value));
    }

    /** Whose column is greater or equal. */
    public Query<R> atLeast(String column, Object value) {
        return where(column, Is.AT_LEAST, List.of(value));
    }

    /** Whose column is one of these, 1 to {@value #MOST_VALUES}. */
    public Query<R> in(String column, Collection<?> values) {
        return where(column, Is.IN, List.copyOf(values));
    }

    /** Whose text begins with this. */
    public Query<R> startsWith(String column, String start) {
        return where(column, Is.STARTS_WITH, List.of(start));
    }

    /** Whose column is empty; it is an {@code Optional}. */
    public Query<R> absent(String column) {
        return where(column, Is.ABSENT, List.of());
    }

    /** Whose column is not empty; it is an {@code Optional}. */
    public Query<R> present(String column) {
        return where(column, Is.PRESENT, List.of());
    }

    private Query<R> where(String column, Is is, List<Object> values) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(new Condition(column, is, values));
        return new Query<>(table, rows, List.copyOf(all), orders, current);
    }

    /** The smallest first; after those ordered by before. */
    public Query<R> ascending(String column) {
        return by(new Order(column, false));
    }

    /** The greatest first; after those ordered by before. */
    public Query<R> descending(String column) {
        return by(new Order(column, true));
    }

    private Query<R> by(Order order) {
        List<Order> all = new ArrayList<>(orders);
        all.add(order);
        return new Query<>(table, rows, conditions, List.copyOf(all), current);
    }

    /**
     * The answer has everything that was durable before the query was put, also this actor's own writes. Without this, a replica may answer,
     * which can be some seconds behind: right for leaderboards, wrong for whether a name is free.
     */
    public Query<R> fresh() {
        return new Query<>(table, rows, conditions, orders, true);
    }
}
