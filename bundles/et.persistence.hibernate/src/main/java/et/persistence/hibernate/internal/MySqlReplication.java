package et.persistence.hibernate.internal;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.protocol.ServerSessionStateController;
import com.mysql.cj.protocol.ServerSessionStateController.SessionStateChange;
import com.mysql.cj.protocol.ServerSessionStateController.SessionStateChangesListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What MySQL and MariaDB say of replication, and are told, each in its own words. None of the questions needs a right. */
final class MySqlReplication {

    private static final String LAST_GTID = "last_gtid";

    private final boolean mariaDb;

    MySqlReplication(MySqlVersion version) {
        mariaDb = version.mariaDb();
    }

    /** The last transactions that the server has written into its own log. */
    Position written(Connection connection) throws SQLException {
        return Position.parse(
                MySqlEngine.value(connection, "SELECT " + (mariaDb ? "@@gtid_binlog_pos" : "@@global.gtid_executed")));
    }

    /**
     * The last transactions that a consistent snapshot sees, on its connection. Only MariaDB knows; of MySQL it is what was written before the snapshot
     * was taken: it has all of that, and perhaps more.
     */
    Position seen(Connection connection, Position before) throws SQLException {
        if (!mariaDb) {
            return before;
        }
        var place = new HashMap<String, String>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
            while (result.next()) {
                place.put(result.getString(1).toLowerCase(Locale.ROOT), result.getString(2));
            }
        }
        var file = place.getOrDefault("binlog_snapshot_file", "");
        if (file.isEmpty()) {
            return Position.NOWHERE;
        }
        try (var ask = connection.prepareStatement("SELECT BINLOG_GTID_POS(?, ?)")) {
            ask.setString(1, file);
            ask.setLong(2, Long.parseLong(place.get("binlog_snapshot_position")));
            try (var result = ask.executeQuery()) {
                var text = result.next() ? result.getString(1) : null;
                return text == null ? before : Position.parse(text);
            }
        }
    }

    /** All transactions that a server has done, its own and those of others. */
    Position done(Connection connection) throws SQLException {
        return Position.parse(MySqlEngine.value(
                connection,
                mariaDb
                        ? "SELECT CONCAT_WS(',', NULLIF(@@gtid_slave_pos, ''), NULLIF(@@gtid_binlog_state, ''))"
                        : "SELECT @@global.gtid_executed"));
    }

    /** Whether only few users may write there, and et's is none of them. */
    boolean isReadOnly(Connection connection) throws SQLException {
        return !List.of("0", "OFF").contains(MySqlEngine.value(connection, "SELECT @@global.read_only"));
    }

    /**
     * Has the server say with each commit on the connection where that stands, which costs no question.
     *
     * @return what hears it; the driver holds it weakly, and fails when it is gone before the connection
     */
    SessionStateChangesListener follow(Connection connection, Consumer<Position> committed) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    mariaDb
                            ? "SET SESSION session_track_system_variables = '" + LAST_GTID + "'"
                            : "SET SESSION session_track_gtids = 'OWN_GTID'");
        }
        SessionStateChangesListener listener =
                changes -> changes.getSessionStateChangesList().forEach(change -> follow(change, committed));
        connection
                .unwrap(MysqlConnection.class)
                .getServerSessionStateController()
                .addSessionStateChangesListener(listener);
        return listener;
    }

    private static void follow(SessionStateChange change, Consumer<Position> committed) {
        var values = change.getValues();
        if (change.getType() == ServerSessionStateController.SESSION_TRACK_GTIDS) {
            values.forEach(value -> committed.accept(Position.parse(value)));
        } else if (change.getType() == ServerSessionStateController.SESSION_TRACK_SYSTEM_VARIABLES
                && values.size() == 2
                && values.get(0).equals(LAST_GTID)) {
            committed.accept(Position.parse(values.get(1)));
        }
    }

    /** Ends the replication there, and has it take writes. The user needs rights that et's has not. */
    void promote(Connection connection) throws SQLException {
        var statements = mariaDb
                ? List.of("STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = OFF")
                : List.of(
                        "STOP REPLICA",
                        "RESET REPLICA ALL",
                        "SET GLOBAL super_read_only = OFF",
                        "SET GLOBAL read_only = OFF");
        try (var statement = connection.createStatement()) {
            for (var one : statements) {
                statement.execute(one);
            }
        }
    }
}
