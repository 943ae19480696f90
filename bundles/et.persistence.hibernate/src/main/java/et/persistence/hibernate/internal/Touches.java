package et.persistence.hibernate.internal;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.Touch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records what versions did to actors, inside somebody's transaction. Nearly every batch has nothing to record. */
final class Touches {

    private static final int LONGEST_PLAYER = 255;

    private final Statements statements;

    Touches(Statements statements) {
        this.statements = statements;
    }

    private record One(ActorRow row, Touch touch) {}

    private record Place(ActorStore.Key actor, String code, long revision) {}

    void record(Connection connection, List<ActorRow> rows) throws SQLException {
        // What began and ended before it was written is there twice: the later one counts.
        Map<Place, One> all = new LinkedHashMap<>();
        for (var row : rows) {
            for (var touch : row.touches()) {
                var actor = new ActorStore.Key(row.type(), row.id());
                all.put(new Place(actor, touch.code(), touch.revision()), new One(row, touch));
            }
        }
        if (!all.isEmpty()) {
            insert(connection, update(connection, List.copyOf(all.values())));
        }
    }

    /** Returns those that are not there yet. */
    private List<One> update(Connection connection, List<One> all) throws SQLException {
        try (var update = statements.prepare(
                connection,
                "UPDATE et_impact SET player = ?, first_at = ?, last_revision = ?, last_at = ?, sent = ?"
                        + " WHERE code = ? AND type = ? AND id = ? AND revision = ?")) {
            int[] counts = run(update, all);
            var missing = new ArrayList<One>();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 0) {
                    missing.add(all.get(i));
                }
            }
            return missing;
        }
    }

    private void insert(Connection connection, List<One> missing) throws SQLException {
        if (missing.isEmpty()) {
            return;
        }
        try (var insert = statements.prepare(
                connection,
                "INSERT INTO et_impact (player, first_at, last_revision, last_at, sent, code, type, id, revision)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            run(insert, missing);
        }
    }

    private static int[] run(PreparedStatement statement, List<One> all) throws SQLException {
        for (var one : all) {
            var touch = one.touch();
            statement.setString(1, player(touch));
            statement.setLong(2, touch.firstAt());
            statement.setLong(3, touch.lastRevision());
            statement.setLong(4, touch.lastAt());
            statement.setLong(5, touch.sent());
            statement.setString(6, touch.code());
            statement.setString(7, one.row().type());
            statement.setString(8, one.row().id());
            statement.setLong(9, touch.revision());
            statement.addBatch();
        }
        return statement.executeBatch();
    }

    /** A name that is too long is not worth an actor's write. */
    private static String player(Touch touch) {
        String player = touch.player();
        return player.length() <= LONGEST_PLAYER ? player : player.substring(0, LONGEST_PLAYER);
    }
}
