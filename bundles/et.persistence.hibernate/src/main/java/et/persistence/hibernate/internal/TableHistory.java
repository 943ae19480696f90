package et.persistence.hibernate.internal;

import et.persistence.TableGrowth;
import et.persistence.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was done to tables of games: {@code et_game_table}. */
final class TableHistory {

    static final String TABLE = "et_game_table";

    private static final int LONGEST_CHANGES = 4000;

    /**
     * A table as it was recorded last.
     *
     * @param owner the bundle that it belongs to; empty when nothing is recorded
     * @param step the number of the last step, 0 when there is none
     * @param wanted what it is to be after the last step; null when there is none
     * @param there what it is: what was recorded as done, but for what somebody has dropped since; null when there is no such table
     */
    record Known(
            String owner,
            int step,
            @Nullable TableShape wanted,
            @Nullable TableShape there) {}

    private final Statements statements;

    TableHistory(Statements statements) {
        this.statements = statements;
    }

    Known known(Connection connection, String table) throws SQLException {
        try (var select = statements.prepare(
                connection, "SELECT step, owner, shape, done FROM et_game_table WHERE name = ? ORDER BY step DESC")) {
            select.setString(1, table);
            try (var rows = select.executeQuery()) {
                String owner = "";
                int step = 0;
                TableShape wanted = null;
                TableShape first = null;
                while (rows.next()) {
                    var shape = TableShape.parse(table, rows.getString(3));
                    first = shape;
                    boolean done = rows.getTimestamp(4) != null;
                    var there = done ? left(shape, columns(connection, table)) : null;
                    if (step == 0) {
                        step = rows.getInt(1);
                        owner = rows.getString(2);
                        // What is done and was dropped by hand is not wanted any more.
                        wanted = done ? there : shape;
                    }
                    if (done) {
                        return new Known(owner, step, wanted, there);
                    }
                }
                return new Known(owner, step, wanted, first == null ? null : begun(first, columns(connection, table)));
            }
        }
    }

    /** The table may have been made, and its indexes not. */
    private static @Nullable TableShape begun(TableShape shape, Set<String> columns) {
        var left = left(shape, columns);
        return left == null ? null : new TableShape(left.name(), left.columns(), left.key(), List.of());
    }

    /** What is left of a table of which there are only these columns; null when there are none. */
    static @Nullable TableShape left(TableShape shape, Set<String> columns) {
        return columns.isEmpty()
                ? null
                : new TableShape(
                        shape.name(),
                        shape.columns().stream()
                                .filter(column -> columns.contains(column.name()))
                                .toList(),
                        shape.key(),
                        shape.indexes().stream().filter(columns::containsAll).toList());
    }

    /** The names of a table's columns; empty when it is not there. */
    private static Set<String> columns(Connection connection, String table) throws SQLException {
        var found = new HashSet<String>();
        try (var columns =
                connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), null, null)) {
            while (columns.next()) {
                if (columns.getString("TABLE_NAME").equalsIgnoreCase(table)) {
                    found.add(columns.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
        }
        return found;
    }

    /** Says what is about to be done, so that it can be done again if it is cut off. */
    void begin(Connection connection, String owner, int step, TableGrowth growth) throws SQLException {
        var changes = String.join("; ", growth.sentences());
        try (var insert = statements.prepare(
                connection,
                "INSERT INTO et_game_table (name, step, owner, shape, changes, begun) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, growth.after().name());
            insert.setInt(2, step);
            insert.setString(3, owner);
            insert.setString(4, growth.after().text());
            insert.setString(5, changes.substring(0, Math.min(LONGEST_CHANGES, changes.length())));
            insert.setTimestamp(6, Timestamp.from(Instant.now()));
            insert.executeUpdate();
        }
    }

    /** All steps of the table are done. */
    void done(Connection connection, String table) throws SQLException {
        try (var update =
                statements.prepare(connection, "UPDATE et_game_table SET done = ? WHERE name = ? AND done IS NULL")) {
            update.setTimestamp(1, Timestamp.from(Instant.now()));
            update.setString(2, table);
            update.executeUpdate();
        }
    }

    /** Every table that is there, by the last step that is done. */
    List<TableShape> all(Connection connection) throws SQLException {
        var names = new HashSet<String>();
        try (var select = statements.prepare(connection, "SELECT DISTINCT name FROM et_game_table");
                var rows = select.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        var shapes = new ArrayList<TableShape>();
        for (var name : names) {
            var there = known(connection, name).there();
            if (there != null) {
                shapes.add(there);
            }
        }
        return shapes;
    }
}
