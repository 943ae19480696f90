package et.persistence.hibernate.internal;

import et.persistence.BackupException;
import et.persistence.Backups;
import et.persistence.hibernate.internal.backup.Layout;
import et.persistence.hibernate.internal.backup.RowBytes;
import et.persistence.hibernate.internal.backup.Tally;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table of a database as it is copied: all of its columns, whatever they are.
 *
 * @param name as it is written in SQL
 * @param columns the same, in the order of the layout
 * @param cells how they are read and written
 * @param counter the column that numbers its rows, as in SQL; null when none does
 */
record StoredTable(
        Layout layout,
        String name,
        List<String> columns,
        List<Cell> cells,
        @Nullable String counter) {

    /** What tells how old the tables are, and is made with them. */
    private static final String MIGRATIONS = "et_migration";

    /** Scripts put a row into these: that alone is no game. */
    private static final Set<String> NEVER_EMPTY = Set.of("et_hotfix_turn", "et_audit_head");

    private static final String[] KINDS = {"TABLE", "BASE TABLE"};

    /** Takes rows of a table. */
    interface Rows {
        void row(byte[] row) throws IOException;
    }

    /** All tables of the connection's schema, each behind those that its rows point to. What scripts ran is none of them. */
    static List<StoredTable> of(Connection connection) throws SQLException {
        var meta = connection.getMetaData();
        var names = new ArrayList<String>();
        try (var tables = meta.getTables(connection.getCatalog(), connection.getSchema(), null, KINDS)) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        names.removeIf(name -> name.equalsIgnoreCase(MIGRATIONS));
        Collections.sort(names);
        var ordered = new LinkedHashMap<String, StoredTable>();
        for (var name : names) {
            add(connection, meta, name, ordered, Set.of());
        }
        return List.copyOf(ordered.values());
    }

    private static void add(
            Connection connection, DatabaseMetaData meta, String name, Map<String, StoredTable> ordered, Set<String> on)
            throws SQLException {
        if (ordered.containsKey(name) || on.contains(name)) {
            return;
        }
        var way = new HashSet<>(on);
        way.add(name);
        var parents = new ArrayList<String>();
        try (var keys = meta.getImportedKeys(connection.getCatalog(), connection.getSchema(), name)) {
            while (keys.next()) {
                parents.add(keys.getString("PKTABLE_NAME"));
            }
        }
        for (var parent : parents) {
            add(connection, meta, parent, ordered, way);
        }
        ordered.put(name, read(connection, meta.getIdentifierQuoteString(), name));
    }

    private static StoredTable read(Connection connection, String quote, String name) throws SQLException {
        var table = quoted(quote, name);
        var columns = new TreeMap<String, Layout.Column>();
        var written = new TreeMap<String, String>();
        var cells = new TreeMap<String, Cell>();
        String counter = null;
        try (var statement = connection.createStatement();
                var nothing = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            var result = nothing.getMetaData();
            for (int i = 1; i <= result.getColumnCount(); i++) {
                var column = result.getColumnName(i).toLowerCase(Locale.ROOT);
                var cell = Cell.of(result.getColumnType(i));
                if (cell == null) {
                    throw new BackupException("column " + column + " of " + name.toLowerCase(Locale.ROOT) + " is a "
                            + result.getColumnTypeName(i)
                            + ", which no backup takes (expected: whole numbers, doubles, texts,"
                            + " bytes or moments)");
                }
                columns.put(column, new Layout.Column(column, cell.kind()));
                cells.put(column, cell);
                written.put(column, quoted(quote, result.getColumnName(i)));
                if (result.isAutoIncrement(i)) {
                    counter = written.get(column);
                }
            }
        }
        var layout = new Layout(name.toLowerCase(Locale.ROOT), List.copyOf(columns.values()));
        return new StoredTable(layout, table, List.copyOf(written.values()), List.copyOf(cells.values()), counter);
    }

    private static String quoted(String quote, String name) {
        return quote + name.replace(quote, quote + quote) + quote;
    }

    /** Reads all rows, as the transaction of the connection sees them. */
    Backups.Table scan(Connection connection, Engine engine, Rows rows) throws SQLException, IOException {
        var bytes = new RowBytes(layout);
        var tally = new Tally();
        var values = new @Nullable Object[columns.size()];
        try (var statement = engine.streaming(connection);
                var result = statement.executeQuery("SELECT " + String.join(", ", columns) + " FROM " + name)) {
            while (result.next()) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = cells.get(i).get(result, i + 1);
                }
                byte[] row = bytes.of(values);
                tally.add(row);
                rows.row(row);
            }
        }
        return tally.table(layout.name());
    }

    /** The statement that puts a row into it. */
    String insert() {
        return "INSERT INTO " + name + " (" + String.join(", ", columns) + ") VALUES "
                + Statements.places(columns.size());
    }

    /** How many rows it has that somebody has put there. */
    long rows(Connection connection) throws SQLException {
        return NEVER_EMPTY.contains(layout.name()) ? 0 : number(connection, "SELECT COUNT(*) FROM " + name);
    }

    /** The greatest number that {@link #counter} has given; 0 when it has given none. */
    long last(Connection connection) throws SQLException {
        return number(connection, "SELECT COALESCE(MAX(" + counter + "), 0) FROM " + name);
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** {@code 3 in et_actor, 1 in et_account}: the tables with rows that somebody has put there; empty when there are none. */
    static String filled(Connection connection, List<StoredTable> tables) throws SQLException {
        var counts = new LinkedHashMap<String, Long>();
        for (var table : tables) {
            counts.put(table.layout().name(), table.rows(connection));
        }
        return counts.entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> count.getValue() + " in " + count.getKey())
                .collect(Collectors.joining(", "));
    }
}
