package et.itests.mysql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A primary and a replica that follows it by its GTIDs, each a server of its own on the loopback address. Whoever uses it has the driver of MySQL on the class
 * path.
 */
public final class MySqlPair implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final boolean mariaDb;
    private final MySqlServer primary;
    private final MySqlServer replica;

    /**
     * Makes both, starts them and links them.
     *
     * @param folder where their data will be; it has to be short
     */
    public MySqlPair(MySqlBinaries binaries, Path folder) throws IOException, SQLException {
        this.folder = folder;
        mariaDb = binaries.isMariaDb();
        var password = MySqlServer.newPassword();
        primary = new MySqlServer(binaries, folder.resolve("p"), password, binaries.logging(1));
        replica = new MySqlServer(
                binaries,
                folder.resolve("r"),
                password,
                Stream.concat(binaries.logging(2).stream(), Stream.of("--read-only=ON"))
                        .toList());
        try {
            primary.start();
            replica.start();
            follow();
        } catch (IOException | SQLException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /** Has the replica follow the primary, from where it is. */
    private void follow() throws SQLException {
        var from = " TO %1$s_HOST = '127.0.0.1', %1$s_PORT = %2$d, %1$s_USER = '%3$s', %1$s_PASSWORD = '%4$s', "
                .formatted(mariaDb ? "MASTER" : "SOURCE", primary.port(), MySqlServer.ADMIN, primary.password());
        if (mariaDb) {
            onReplica("CHANGE MASTER" + from + "MASTER_CONNECT_RETRY = 1, MASTER_SSL = 0, MASTER_USE_GTID = slave_pos");
        } else {
            onReplica("CHANGE REPLICATION SOURCE" + from
                    + "SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 86400, SOURCE_SSL = 0, GET_SOURCE_PUBLIC_KEY = 1, "
                    + "SOURCE_AUTO_POSITION = 1");
        }
        link();
    }

    /** Has the replica follow. */
    public void link() throws SQLException {
        onReplica(mariaDb ? "START SLAVE" : "START REPLICA");
    }

    /** Has the replica stay where it is. */
    public void unlink() throws SQLException {
        onReplica(mariaDb ? "STOP SLAVE" : "STOP REPLICA");
    }

    /** Has the primary answer a commit only when the replica has received it. */
    public void commitTogether() throws SQLException {
        if (mariaDb) {
            onReplica("SET GLOBAL rpl_semi_sync_slave_enabled = ON");
            onPrimary(
                    "SET GLOBAL rpl_semi_sync_master_wait_point = AFTER_SYNC",
                    "SET GLOBAL rpl_semi_sync_master_timeout = " + PATIENCE.toMillis(),
                    "SET GLOBAL rpl_semi_sync_master_enabled = ON");
        } else {
            onReplica(
                    "INSTALL PLUGIN rpl_semi_sync_replica SONAME 'semisync_replica.so'",
                    "SET GLOBAL rpl_semi_sync_replica_enabled = ON");
            onPrimary(
                    "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
                    "SET GLOBAL rpl_semi_sync_source_timeout = " + PATIENCE.toMillis(),
                    "SET GLOBAL rpl_semi_sync_source_enabled = ON");
        }
        // The replica offers itself when it connects.
        unlink();
        link();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (value(
                        primary,
                        "SELECT VARIABLE_VALUE FROM " + (mariaDb ? "information_schema" : "performance_schema")
                                + ".global_status WHERE VARIABLE_NAME = 'rpl_semi_sync_"
                                + (mariaDb ? "master" : "source") + "_clients'")
                .equals("0")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the replica does not offer to receive what is committed");
            }
            Thread.onSpinWait();
        }
    }

    /** Waits until the replica has all that the primary has written until now. */
    public void catchUp() throws SQLException {
        var position = value(primary, "SELECT " + (mariaDb ? "@@gtid_binlog_pos" : "@@global.gtid_executed"));
        // Its answer is 0 when it has, and -1 (MariaDB) or 1 (MySQL) when the time was over.
        var waited = value(
                replica,
                "SELECT " + (mariaDb ? "MASTER_GTID_WAIT" : "WAIT_FOR_EXECUTED_GTID_SET") + "('" + position + "', "
                        + PATIENCE.toSeconds() + ")");
        if (!waited.equals("0")) {
            throw new IllegalStateException(
                    "the replica has not reached " + position + " within " + PATIENCE.toSeconds() + " s");
        }
    }

    /** The one that is written to. */
    public MySqlServer primary() {
        return primary;
    }

    /** The one that follows it, and may not be written to by {@link MySqlServer#USER}. */
    public MySqlServer replica() {
        return replica;
    }

    /** Runs statements on the primary, as who may do all. */
    public void onPrimary(String... statements) throws SQLException {
        run(primary, List.of(statements));
    }

    /** Runs statements on the replica, as who may do all. */
    public void onReplica(String... statements) throws SQLException {
        run(replica, List.of(statements));
    }

    private static void run(MySqlServer server, List<String> statements) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement()) {
            for (var one : statements) {
                statement.execute(one);
            }
        }
    }

    /** The first value that a query finds. */
    public static String value(MySqlServer server, String query) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }

    private static Connection connect(MySqlServer server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + server.port() + "/mysql?sslMode=DISABLED&allowPublicKeyRetrieval=true",
                MySqlServer.ADMIN,
                server.password());
    }

    @Override
    public void close() throws IOException {
        try {
            replica.close();
        } finally {
            primary.close();
            MySqlBinaries.delete(folder);
        }
    }
}
