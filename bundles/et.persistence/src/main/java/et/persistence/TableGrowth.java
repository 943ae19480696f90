package et.persistence;

import et.persistence.TableShape.Column;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a table becomes one that a version wants. A table only grows: what another version knows stays as it is, so versions run side by side, and go back.
 *
 * @param after all that was ever wanted of the table
 * @param created whether there was none
 * @param added columns that it gets
 * @param lengthened columns that take longer values, as they become
 * @param indexed columns of the indexes that it gets
 */
public record TableGrowth(
        TableShape after, boolean created, List<Column> added, List<Column> lengthened, List<List<String>> indexed) {

    /**
     * Compares.
     *
     * @param before what is there; null: nothing
     * @throws TableException when it is no growth
     */
    public static TableGrowth of(@Nullable TableShape before, TableShape wanted) {
        if (before == null) {
            return new TableGrowth(wanted, true, List.of(), List.of(), List.of());
        }
        if (!before.key().equals(wanted.key())) {
            throw new TableException("the key of " + wanted.name() + " was " + String.join(", ", before.key())
                    + " and is " + String.join(", ", wanted.key())
                    + ": the key stays what it is; give the new table another name, and let actors write into both");
        }
        List<Column> columns = new ArrayList<>();
        List<Column> lengthened = new ArrayList<>();
        for (var old : before.columns()) {
            var next = wanted.column(old.name()).orElse(old);
            compare(wanted.name(), old, next);
            if (next.length() > old.length()) {
                lengthened.add(next);
            }
            columns.add(new Column(
                    old.name(),
                    old.kind(),
                    Math.max(old.length(), next.length()),
                    old.optional(),
                    next.player(),
                    old.first()));
        }
        var added = wanted.columns().stream()
                .filter(column -> before.column(column.name()).isEmpty())
                .toList();
        columns.addAll(added);
        List<List<String>> indexes = new ArrayList<>(before.indexes());
        var indexed = wanted.indexes().stream()
                .filter(index -> !before.indexes().contains(index))
                .toList();
        indexes.addAll(indexed);
        var after = new TableShape(wanted.name(), List.copyOf(columns), wanted.key(), List.copyOf(indexes));
        return new TableGrowth(after, false, added, List.copyOf(lengthened), indexed);
    }

    /** Two bundles want the same table. */
    public static TableException taken(String table, String owner) {
        return new TableException("the table " + table + " belongs to the bundle " + owner
                + ": give the new one another name, in its @Table");
    }

    private static void compare(String table, Column old, Column next) {
        if (old.kind() != next.kind() || old.optional() != next.optional()) {
            throw new TableException("the column " + old.name() + " of " + table + " was " + old.text() + " and is "
                    + next.text() + ": the version before it could not read it. Give the new column another name, write"
                    + " both for a version, and leave the old one out of the next");
        }
    }

    /** Whether the table is all that is wanted. */
    public boolean isNothing() {
        return !created && added.isEmpty() && lengthened.isEmpty() && indexed.isEmpty();
    }

    /** What would be done, a sentence each. */
    public List<String> sentences() {
        var name = after.name();
        List<String> all = new ArrayList<>();
        if (created) {
            all.add("makes the table " + name + " ("
                    + String.join(
                            ", ", after.columns().stream().map(Column::name).toList()) + ")");
        }
        added.forEach(column -> all.add("adds the column " + column.name() + " (" + column.text() + ") to " + name));
        lengthened.forEach(column ->
                all.add("lets the column " + column.name() + " of " + name + " be as long as " + column.length()));
        indexed.forEach(index -> all.add("adds an index over " + String.join(", ", index) + " to " + name));
        return List.copyOf(all);
    }
}
