package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes rows of actors that are not stored yet, or stored with a smaller revision, inside somebody's transaction. Databases count differently what became of each, and
 * what they count is enough to know that all were written; only when it is not, somebody has to look.
 */
final class ActorWrites {

    /** Bytes of rows in one statement, unless one row alone has more. No packet of a server is larger than 8 MiB for sure. */
    private static final int STATEMENT_BYTES = 4 << 20;

    /** Up to so many rows any number has a statement of its own, from there on each power of two: so a connection has twenty of them, which the server knows. */
    private static final int ANY_NUMBER = 16;

    private static final int MOST_ROWS = 256;

    /** What a row takes beside state and book, at most. */
    private static final int OTHER_BYTES = 4096;

    private final Statements statements;
    private final Engine engine;

    /** By their numbers of rows. The driver finds a statement by its text, which is long: the same one is found at once. */
    private final Map<Integer, String> texts = new ConcurrentHashMap<>();

    ActorWrites(Statements statements, Engine engine) {
        this.statements = statements;
        this.engine = engine;
    }

    /**
     * Writes rows of different actors; returns those that may have been stored with the same or a greater revision before.
     *
     * @param key the number of the key that they are sealed with
     */
    List<ActorRow> write(Connection connection, List<ActorRow> rows, int key) throws SQLException {
        return engine.joinsUpserts() ? joined(connection, rows, key) : oneByOne(connection, rows, key);
    }

    private List<ActorRow> oneByOne(Connection connection, List<ActorRow> rows, int key) throws SQLException {
        try (var upsert = statements.prepare(connection, texts.computeIfAbsent(1, engine::upsertActors))) {
            for (var row : rows) {
                set(upsert, 1, row, key);
                upsert.addBatch();
            }
            int[] counts = upsert.executeBatch();
            var unsure = new ArrayList<ActorRow>();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 0) {
                    unsure.add(rows.get(i));
                }
            }
            return unsure;
        }
    }

    private List<ActorRow> joined(Connection connection, List<ActorRow> rows, int key) throws SQLException {
        var unsure = new ArrayList<ActorRow>();
        int from = 0;
        while (from < rows.size()) {
            int to = from + fitting(rows.subList(from, rows.size()));
            unsure.addAll(unsure(connection, rows.subList(from, to), key));
            from = to;
        }
        return unsure;
    }

    /** How many of the rows go into the next statement. */
    private static int fitting(List<ActorRow> rows) {
        int most = Math.min(rows.size(), MOST_ROWS);
        int count = 1;
        long bytes = size(rows.get(0));
        while (count < most && (bytes += size(rows.get(count))) <= STATEMENT_BYTES) {
            count++;
        }
        return count <= ANY_NUMBER ? count : Integer.highestOneBit(count);
    }

    private static int size(ActorRow row) {
        return row.state().length + row.book().length + OTHER_BYTES;
    }

    /**
     * Of one statement for all. Who was stored before counts as 2 when it was replaced, and as 1 when it was left; who was not, as 1, too. So the sum tells whether all were
     * replaced but for those that came with their first revision, of which nobody knows whether they had been stored already.
     */
    private List<ActorRow> unsure(Connection connection, List<ActorRow> rows, int key) throws SQLException {
        var first = rows.stream().filter(row -> row.revision() == 1).toList();
        try (var upsert = statements.prepare(connection, texts.computeIfAbsent(rows.size(), engine::upsertActors))) {
            int at = 1;
            for (var row : rows) {
                at = set(upsert, at, row, key);
            }
            return upsert.executeUpdate() == 2 * rows.size() - first.size() ? first : rows;
        }
    }

    /** Sets the parameters of a row from a place on; returns the next place. */
    private static int set(PreparedStatement upsert, int from, ActorRow row, int key) throws SQLException {
        int at = from;
        upsert.setString(at++, row.type());
        upsert.setString(at++, row.id());
        upsert.setInt(at++, row.shard());
        upsert.setInt(at++, row.schema());
        upsert.setLong(at++, row.revision());
        upsert.setLong(at++, row.epoch());
        upsert.setBytes(at++, row.state());
        upsert.setBytes(at++, row.book());
        upsert.setLong(at++, row.wakeAt());
        upsert.setString(at++, row.code());
        upsert.setInt(at++, key);
        return at;
    }
}
