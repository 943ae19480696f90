package et.persistence;

import et.persistence.TableShape.Column;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rows of a game's table are wanted. Values are of the classes that {@link TableShape.Kind} names.
 *
 * @param rows how many at most
 * @param conditions all hold for each row
 * @param orders what they are ordered by; those of the key come after
 * @param fresh whether all that is durable has to be seen; else some seconds may be missing
 */
public record TableQuery(TableShape table, int rows, List<Condition> conditions, List<Order> orders, boolean fresh) {

    /** The bytes of an answer, about. */
    public static final int MOST_BYTES = 1 << 20;

    /** How a column is compared; an empty one is only {@link #ABSENT}. */
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
    public record Condition(Column column, Is is, List<Object> values) {}

    /** A column to order by. Where it is empty is before all others. */
    public record Order(Column column, boolean descending) {}

    /** For people. */
    public String text() {
        var parts = new ArrayList<String>();
        conditions.forEach(
                condition -> parts.add(condition.column().name() + " " + condition.is() + " " + condition.values()));
        orders.forEach(order -> parts.add("by " + order.column().name() + (order.descending() ? " descending" : "")));
        return rows + " of " + table.name() + (parts.isEmpty() ? "" : ", " + String.join(", ", parts));
    }

    /** An answer that is too large. */
    public TableException tooMuch() {
        return new TableException("the answer of " + table.name() + " has more than " + MOST_BYTES
                + " bytes: ask for fewer rows at a time");
    }

    /** About how many bytes a value takes. */
    public static int bytes(Object value) {
        return value instanceof String text ? 2 * text.length() : value instanceof byte[] some ? some.length : 8;
    }
}
