package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import et.persistence.FencedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The epochs of shards, inside somebody's transaction. */
final class Shards {

    private final Statements statements;
    private final String patiently;
    private final String briefly;

    /**
     * @param patiently how a query ends that locks what it finds for a write
     * @param briefly the same for a raise, which others wait for
     */
    Shards(Statements statements, String patiently, String briefly) {
        this.statements = statements;
        this.patiently = patiently;
        this.briefly = briefly;
    }

    /** Checks that the epoch of each row is that of its shard, and keeps it so until the transaction ends. */
    void fence(Connection connection, List<ActorRow> rows) throws SQLException {
        var epochs = lock(
                connection,
                rows.stream().map(ActorRow::shard).distinct().sorted().toList(),
                patiently);
        for (var row : rows) {
            long epoch = epochs.getOrDefault(row.shard(), 0L);
            if (row.epoch() != epoch) {
                throw new FencedException(row.shard(), row.epoch(), epoch);
            }
        }
    }

    /** Raises the epoch of each by one; who writes with the old one comes too late from the end of the transaction on. */
    Map<Integer, Long> raise(Connection connection, Collection<Integer> shards, String owner) throws SQLException {
        var now = Timestamp.from(Instant.now());
        var ordered = shards.stream().distinct().sorted().toList();
        var epochs = lock(connection, ordered, briefly);
        var raised = new TreeMap<Integer, Long>();
        try (var update = statements.prepare(
                        connection, "UPDATE et_shard SET epoch = ?, owner = ?, raised_at = ? WHERE shard = ?");
                var insert = statements.prepare(
                        connection, "INSERT INTO et_shard (epoch, owner, raised_at, shard) VALUES (?, ?, ?, ?)")) {
            for (int shard : ordered) {
                long epoch = epochs.getOrDefault(shard, 0L) + 1;
                var statement = epoch == 1 ? insert : update;
                statement.setLong(1, epoch);
                statement.setString(2, owner);
                statement.setTimestamp(3, now);
                statement.setInt(4, shard);
                statement.addBatch();
                raised.put(shard, epoch);
            }
            update.executeBatch();
            insert.executeBatch();
        }
        return raised;
    }

    /** Locks rows in the order of their numbers, in which {@code shards} are: so two who do this never deadlock. */
    private Map<Integer, Long> lock(Connection connection, List<Integer> shards, String how) throws SQLException {
        var epochs = new TreeMap<Integer, Long>();
        for (var some : Statements.chunks(shards)) {
            var sql = "SELECT shard, epoch FROM et_shard WHERE shard IN " + Statements.places(some.size())
                    + " ORDER BY shard" + how;
            try (var select = statements.prepare(connection, sql)) {
                for (int i = 0; i < some.size(); i++) {
                    select.setInt(i + 1, some.get(i));
                }
                try (var result = select.executeQuery()) {
                    while (result.next()) {
                        epochs.put(result.getInt(1), result.getLong(2));
                    }
                }
            }
        }
        return epochs;
    }
}
