package et.persistence.hibernate.internal;

import et.persistence.HotfixStore.Phase;
import et.persistence.HotfixStore.Step;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rows that belong to hotfixes, inside somebody's transaction. The clock is the database's: containers' own may differ. */
final class HotfixRows {

    /** Bytes of a bundle in one row. */
    private static final int PART = 1 << 20;

    /** Of each bundle, its last two hotfixes that stand: what serves, and what it may be taken back to. */
    private static final String NEEDED =
            "SELECT digest FROM et_hotfix h WHERE phase NOT IN ('ROLLED_BACK', 'FAILED') AND (SELECT COUNT(*) FROM"
                    + " et_hotfix n WHERE n.bundle = h.bundle AND n.number > h.number AND n.phase NOT IN"
                    + " ('ROLLED_BACK', 'FAILED', 'PLANNED')) < 2";

    private final Statements statements;

    HotfixRows(int timeout) {
        statements = new Statements(timeout);
    }

    /** Keeps a bundle, unless it is there. */
    void keep(Connection connection, String digest, byte[] bytes) throws SQLException {
        try (var known =
                statements.prepare(connection, "SELECT 1 FROM et_hotfix_bytes WHERE digest = ? AND part = 0")) {
            known.setString(1, digest);
            try (var found = known.executeQuery()) {
                if (found.next()) {
                    return;
                }
            }
        }
        try (var insert =
                statements.prepare(connection, "INSERT INTO et_hotfix_bytes (digest, part, bytes) VALUES (?, ?, ?)")) {
            for (int part = 0; part * PART < bytes.length; part++) {
                insert.setString(1, digest);
                insert.setInt(2, part);
                insert.setBytes(3, Arrays.copyOfRange(bytes, part * PART, Math.min(bytes.length, (part + 1) * PART)));
                insert.executeUpdate();
            }
        }
    }

    Optional<byte[]> bytes(Connection connection, String digest) throws SQLException {
        try (var select =
                statements.prepare(connection, "SELECT bytes FROM et_hotfix_bytes WHERE digest = ? ORDER BY part")) {
            select.setString(1, digest);
            try (var parts = select.executeQuery()) {
                var whole = new ByteArrayOutputStream();
                while (parts.next()) {
                    whole.writeBytes(parts.getBytes(1));
                }
                return whole.size() == 0 ? Optional.empty() : Optional.of(whole.toByteArray());
            }
        }
    }

    int tidy(Connection connection) throws SQLException {
        try (var delete =
                statements.prepare(connection, "DELETE FROM et_hotfix_bytes WHERE digest NOT IN (" + NEEDED + ")")) {
            return delete.executeUpdate();
        }
    }

    boolean widen(Connection connection, long number, String from, String to) throws SQLException {
        try (var update = statements.prepare(
                connection, "UPDATE et_hotfix SET canary = ? WHERE number = ? AND phase = 'CANARY' AND canary = ?")) {
            update.setString(1, to);
            update.setLong(2, number);
            update.setString(3, from);
            return update.executeUpdate() > 0;
        }
    }

    int receipt(Connection connection, long number, String receipt) throws SQLException {
        try (var update = statements.prepare(connection, "UPDATE et_hotfix SET receipt = ? WHERE number = ?")) {
            update.setString(1, receipt);
            update.setLong(2, number);
            return update.executeUpdate();
        }
    }

    void forget(Connection connection, long number) throws SQLException {
        try (var steps = statements.prepare(connection, "DELETE FROM et_hotfix_step WHERE number = ?");
                var plan = statements.prepare(
                        connection, "DELETE FROM et_hotfix WHERE number = ? AND phase = 'PLANNED'")) {
            steps.setLong(1, number);
            steps.executeUpdate();
            plan.setLong(1, number);
            plan.executeUpdate();
        }
    }

    int done(Connection connection, long number, Step step) throws SQLException {
        try (var update = statements.prepare(
                        connection,
                        "UPDATE et_hotfix_step SET phase = ?, detail = ? WHERE number = ? AND container = ?");
                var insert = statements.prepare(
                        connection,
                        "INSERT INTO et_hotfix_step (phase, detail, number, container) VALUES (?, ?, ?, ?)")) {
            int rows = set(update, number, step);
            return rows > 0 ? rows : set(insert, number, step);
        }
    }

    private static int set(PreparedStatement statement, long number, Step step) throws SQLException {
        statement.setString(1, step.phase().name());
        statement.setBytes(2, step.detail());
        statement.setLong(3, number);
        statement.setString(4, step.container());
        return statement.executeUpdate();
    }

    List<Step> steps(Connection connection, long number) throws SQLException {
        try (var select = statements.prepare(
                connection,
                "SELECT container, phase, detail FROM et_hotfix_step WHERE number = ? ORDER BY container")) {
            select.setLong(1, number);
            try (var rows = select.executeQuery()) {
                List<Step> steps = new ArrayList<>();
                while (rows.next()) {
                    steps.add(new Step(rows.getString(1), Phase.valueOf(rows.getString(2)), rows.getBytes(3)));
                }
                return steps;
            }
        }
    }

    Optional<String> take(Connection connection, String holder, String doing, Duration lease) throws SQLException {
        Timestamp now = now(connection);
        try (var select = statements.prepare(
                        connection, "SELECT holder, doing, until_time FROM et_hotfix_turn WHERE id = 1 FOR UPDATE");
                var update = statements.prepare(
                        connection, "UPDATE et_hotfix_turn SET holder = ?, doing = ?, until_time = ? WHERE id = 1")) {
            try (var turn = select.executeQuery()) {
                turn.next();
                if (!turn.getString(1).isEmpty()
                        && !turn.getString(1).equals(holder)
                        && turn.getTimestamp(3).after(now)) {
                    return Optional.of(turn.getString(2));
                }
            }
            update.setString(1, holder);
            update.setString(2, doing.length() > 1000 ? doing.substring(0, 1000) : doing);
            update.setTimestamp(3, Timestamp.from(now.toInstant().plus(lease)));
            update.executeUpdate();
            return Optional.empty();
        }
    }

    int release(Connection connection, String holder) throws SQLException {
        try (var update = statements.prepare(
                connection, "UPDATE et_hotfix_turn SET holder = '', doing = '' WHERE id = 1 AND holder = ?")) {
            update.setString(1, holder);
            return update.executeUpdate();
        }
    }

    Optional<String> holder(Connection connection) throws SQLException {
        try (var select = statements.prepare(
                        connection,
                        "SELECT holder, until_time, CURRENT_TIMESTAMP(6) FROM et_hotfix_turn WHERE id = 1");
                var turn = select.executeQuery()) {
            return turn.next()
                            && !turn.getString(1).isEmpty()
                            && turn.getTimestamp(2).after(turn.getTimestamp(3))
                    ? Optional.of(turn.getString(1))
                    : Optional.empty();
        }
    }

    long changes(Connection connection) throws SQLException {
        try (var select = statements.prepare(connection, "SELECT changes FROM et_hotfix_turn WHERE id = 1");
                var turn = select.executeQuery()) {
            return turn.next() ? turn.getLong(1) : 0;
        }
    }

    /** The records have changed. */
    int changed(Connection connection) throws SQLException {
        try (var update =
                statements.prepare(connection, "UPDATE et_hotfix_turn SET changes = changes + 1 WHERE id = 1")) {
            return update.executeUpdate();
        }
    }

    private Timestamp now(Connection connection) throws SQLException {
        try (var select = statements.prepare(connection, "SELECT CURRENT_TIMESTAMP(6)");
                var row = select.executeQuery()) {
            row.next();
            return row.getTimestamp(1);
        }
    }
}
