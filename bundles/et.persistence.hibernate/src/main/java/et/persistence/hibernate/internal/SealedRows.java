package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of actors by the keys that seal them, as they lie in the database. Inside somebody's transaction. */
final class SealedRows {

    private final Statements statements;

    SealedRows(Statements statements) {
        this.statements = statements;
    }

    /** The keys that rows say they are sealed with, in order: one look into the index for each. */
    List<Integer> keys(Connection connection) throws SQLException {
        var keys = new ArrayList<Integer>();
        try (var select = statements.prepare(
                connection, "SELECT seal_key FROM et_actor WHERE seal_key > ? ORDER BY seal_key LIMIT 1")) {
            int last = Integer.MIN_VALUE;
            while (true) {
                select.setInt(1, last);
                try (var result = select.executeQuery()) {
                    if (!result.next()) {
                        return keys;
                    }
                    last = result.getInt(1);
                    keys.add(last);
                }
            }
        }
    }

    /** How many rows each of the keys has. */
    Map<Integer, Long> counts(Connection connection, List<Integer> keys) throws SQLException {
        var counts = new TreeMap<Integer, Long>();
        try (var select = statements.prepare(connection, "SELECT COUNT(*) FROM et_actor WHERE seal_key = ?")) {
            for (int key : keys) {
                select.setInt(1, key);
                try (var result = select.executeQuery()) {
                    result.next();
                    counts.put(key, result.getLong(1));
                }
            }
        }
        return counts;
    }

    /** Up to so many rows of a key, behind this type and id, in their order. */
    List<ActorRow> after(Connection connection, int key, String type, String id, int limit) throws SQLException {
        var sql = "SELECT " + ActorRows.COLUMNS
                + " FROM et_actor WHERE seal_key = ? AND (type > ? OR (type = ? AND id > ?))"
                + " ORDER BY seal_key, type, id LIMIT ?";
        var rows = new ArrayList<ActorRow>();
        try (var select = statements.prepare(connection, sql)) {
            select.setInt(1, key);
            select.setString(2, type);
            select.setString(3, type);
            select.setString(4, id);
            select.setInt(5, limit);
            try (var result = select.executeQuery()) {
                while (result.next()) {
                    rows.add(ActorRows.row(result));
                }
            }
        }
        return rows;
    }

    /**
     * Puts the same row in another seal in the place of what was read, if that is still there to the byte. So whoever wrote the row meanwhile, or deleted
     * it and made it anew, has the last word.
     */
    boolean replace(Connection connection, ActorRow read, int key, ActorRow sealed, int newKey) throws SQLException {
        try (var update = statements.prepare(
                connection,
                "UPDATE et_actor SET state = ?, book = ?, seal_key = ? WHERE type = ? AND id = ?"
                        + " AND revision = ? AND epoch = ? AND seal_key = ? AND state = ? AND book = ?")) {
            update.setBytes(1, sealed.state());
            update.setBytes(2, sealed.book());
            update.setInt(3, newKey);
            update.setString(4, read.type());
            update.setString(5, read.id());
            update.setLong(6, read.revision());
            update.setLong(7, read.epoch());
            update.setInt(8, key);
            update.setBytes(9, read.state());
            update.setBytes(10, read.book());
            return update.executeUpdate() == 1;
        }
    }
}
