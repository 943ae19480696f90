package et.persistence.hibernate.internal;

import et.persistence.AccountStore.Way;
import et.persistence.ImpactStore.Touched;
import et.persistence.PlayerStore;
import et.persistence.TableShape;
import et.persistence.Touch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the tables have of one player. */
@Component(service = PlayerStore.class)
public final class Players implements PlayerStore {

    private final Database database;
    private final Statements statements;
    private final TableHistory tables;

    @Activate
    public Players(@Reference Database database) {
        this.database = database;
        statements = new Statements(database.queryTimeout());
        tables = new TableHistory(statements);
    }

    @Override
    public Stored stored(String player) {
        return database.transactRows("read a player", connection -> {
            var accounts = query(
                    connection,
                    "SELECT way, proof_key, blocked, created FROM et_account WHERE number = ?",
                    Players::account,
                    number(player));
            return new Stored(
                    accounts.isEmpty() ? null : accounts.get(0),
                    query(
                            connection,
                            "SELECT s.id, s.created, s.expires, s.ended,"
                                    + " (SELECT COUNT(*) FROM et_token t WHERE t.session_id = s.id)"
                                    + " FROM et_session s WHERE s.player = ? ORDER BY s.created, s.id",
                            Players::session,
                            number(player)),
                    query(
                            connection,
                            "SELECT type, id, code, revision, player, first_at, last_revision, last_at, sent"
                                    + " FROM et_impact WHERE (type = ? AND id = ?) OR player = ?"
                                    + " ORDER BY type, id, revision, code",
                            Players::touched,
                            TYPE,
                            player,
                            player),
                    query(
                            connection,
                            "SELECT number, at, who, what, subject, detail, link FROM et_audit"
                                    + " WHERE who = ? OR subject = ? OR subject = ? ORDER BY number",
                            Audit::written,
                            player,
                            player,
                            TYPE + "/" + player),
                    rows(connection, player));
        });
    }

    @Override
    public Deleted delete(String player) {
        return database.transactRows("delete a player", connection -> {
            // Used tokens go with their sessions: the database cascades.
            int sessions = update(connection, "DELETE FROM et_session WHERE player = ?", number(player));
            int accounts = update(connection, "DELETE FROM et_account WHERE number = ?", number(player));
            int actors = update(connection, "DELETE FROM et_actor WHERE type = ? AND id = ?", TYPE, player);
            int touched = update(connection, "DELETE FROM et_impact WHERE type = ? AND id = ?", TYPE, player);
            update(connection, "UPDATE et_impact SET player = '' WHERE player = ?", player);
            return new Deleted(accounts, sessions, actors, touched, deleteRows(connection, player));
        });
    }

    private List<Row> rows(Connection connection, String player) throws SQLException {
        var all = new ArrayList<Row>();
        for (var table : tables.all(connection)) {
            if (table.player().isPresent()) {
                all.addAll(query(
                        connection,
                        "SELECT * FROM " + mine(table),
                        row -> new Row(table.name(), TableQuestion.columns(row)),
                        player));
            }
        }
        return List.copyOf(all);
    }

    private int deleteRows(Connection connection, String player) throws SQLException {
        int rows = 0;
        for (var table : tables.all(connection)) {
            if (table.player().isPresent()) {
                rows += update(connection, "DELETE FROM " + mine(table), player);
            }
        }
        return rows;
    }

    private String mine(TableShape table) {
        var syntax = database.engine().tables();
        return syntax.quoted(table.name()) + " WHERE "
                + syntax.quoted(table.player().orElseThrow().name()) + " = ?";
    }

    /** The number of an account; -1, which none has, for what is no number. */
    private static long number(String player) {
        return player.matches("[1-9]\\d{0,17}") ? Long.parseLong(player) : -1;
    }

    private <T> List<T> query(Connection connection, String sql, Question.Row<T> reading, Object... values)
            throws SQLException {
        var found = new ArrayList<T>();
        try (var select = statements.prepare(connection, sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(reading.read(rows));
                }
            }
        }
        return List.copyOf(found);
    }

    private int update(Connection connection, String sql, Object... values) throws SQLException {
        try (var update = statements.prepare(connection, sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            return update.executeUpdate();
        }
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(Way.valueOf(row.getString(1)), row.getString(2), row.getBoolean(3), moment(row, 4));
    }

    private static Session session(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp(4);
        return new Session(
                row.getLong(1),
                moment(row, 2),
                moment(row, 3),
                ended == null ? null : ended.toInstant(),
                row.getInt(5));
    }

    private static Touched touched(ResultSet row) throws SQLException {
        return new Touched(
                row.getString(1),
                row.getString(2),
                new Touch(
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9)));
    }

    private static Instant moment(ResultSet row, int column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }
}
