package et.persistence.hibernate.internal;

import com.mysql.cj.exceptions.MysqlErrorNumbers;
import com.mysql.cj.jdbc.AbandonedConnectionCleanupThread;
import com.mysql.cj.jdbc.MysqlDataSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server of MySQL or MariaDB, with the same driver: which of the two it is, it says itself. */
final class MySqlEngine implements Engine {

    /** How long a transaction waits for a row that another one holds, in seconds. */
    private static final int LOCK_SECONDS = 5;

    /** How long a container waits for another one that changes the tables, in seconds. */
    private static final int MIGRATION_SECONDS = 600;

    /** A statement is ended by then; who has not heard of it so much later, in seconds, never will. */
    private static final int SILENCE_SECONDS = 5;

    /** The largest row has 1 MiB of state and 1 MiB of book, and their bytes may double on the way. */
    private static final long LEAST_PACKET = 8L << 20;

    /** One lock for each schema of a server. A name may have 64 characters; MySQL 9.6 and newer have no MD5 and no SHA1. */
    private static final String LOCK_NAME = "CONCAT('et ', SHA2(DATABASE(), 224))";

    /** All columns of an actor but its key and its revision. */
    private static final List<String> CONTENT =
            List.of("shard", "state_schema", "epoch", "state", "book", "wake_at", "code", "seal_key");

    private static final Logger log = LoggerFactory.getLogger(MySqlEngine.class);

    private final MySqlUrl url;
    private final MySqlTls tls;
    private final int connectMillis;
    private final int querySeconds;
    private boolean following;
    private @Nullable DataSource source;
    private @Nullable MySqlVersion version;

    /**
     * An engine that is not connected yet.
     *
     * @param connectMillis how long the server may take to answer
     * @param querySeconds after so long a statement has been ended
     */
    MySqlEngine(MySqlUrl url, MySqlTls tls, int connectMillis, int querySeconds) {
        this.url = url;
        this.tls = tls;
        this.connectMillis = connectMillis;
        this.querySeconds = querySeconds;
    }

    /** Where it is, as {@code mysql://host:port/schema}. */
    String address() {
        return url.toString();
    }

    /** Has connections take what the server says beside an answer, for {@link MySqlReplication#follow}. */
    MySqlEngine following() {
        following = true;
        return this;
    }

    private Map<String, String> settings() {
        var settings = new LinkedHashMap<>(tls.settings());
        settings.put("trackSessionState", String.valueOf(following));
        settings.put("connectTimeout", String.valueOf(connectMillis));
        settings.put("socketTimeout", String.valueOf((querySeconds + SILENCE_SECONDS) * 1000));
        settings.put("characterEncoding", "UTF-8");
        // Moments are stored as the UTC that they are, whatever the zones of server and container.
        settings.put("connectionTimeZone", "+00:00");
        settings.put("forceConnectionTimeZoneToSession", "true");
        // One statement for all rows of a batch.
        settings.put("rewriteBatchedStatements", "true");
        // To set a row to what it is counts as an update, as everywhere else.
        settings.put("useAffectedRows", "false");
        // Whatever the server's own modes are: what does not fit is refused, not cut off.
        settings.put(
                "sessionVariables",
                "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',innodb_lock_wait_timeout=" + LOCK_SECONDS);
        // Bytes go to the server as they are, not as the text of a statement that it has to read; what it has read once
        // is kept.
        settings.put("useServerPrepStmts", "true");
        settings.put("cachePrepStmts", "true");
        settings.put("prepStmtCacheSize", "128");
        settings.put("prepStmtCacheSqlLimit", "16384");
        settings.put("allowPublicKeyRetrieval", String.valueOf(tls.mode() == MySqlTls.Mode.OFF));
        settings.put("logger", "com.mysql.cj.log.Slf4JLogger");
        return settings;
    }

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public DataSource connect(String user, String password) {
        var made = new MysqlDataSource();
        made.setURL(url.jdbc() + "?"
                + settings().entrySet().stream()
                        .map(setting ->
                                setting.getKey() + "=" + URLEncoder.encode(setting.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
        made.setUser(user);
        made.setPassword(password);
        source = made;
        return made;
    }

    /** Which server it is; the first to ask finds out. */
    synchronized MySqlVersion version() throws SQLException {
        if (version == null) {
            try (var connection =
                    Objects.requireNonNull(source, "not connected").getConnection()) {
                version = MySqlVersion.parse(value(connection, "SELECT VERSION()"));
            }
        }
        return version;
    }

    private MySqlVersion knownVersion() {
        try {
            return version();
        } catch (SQLException failure) {
            throw new IllegalStateException(explain(failure), failure);
        }
    }

    @Override
    public void inspect(Connection first) throws SQLException {
        version().check();
        long packet = Long.parseLong(value(first, "SELECT @@max_allowed_packet"));
        if (packet < LEAST_PACKET) {
            throw new IllegalStateException("its max_allowed_packet is " + packet + " (expected: at least "
                    + LEAST_PACKET + ", or large actors cannot be stored)");
        }
        if (new MySqlReplication(version()).isReadOnly(first)) {
            throw new IllegalStateException("it is read-only: url has to name the primary, not a replica");
        }
        log.info("The database is {}, {}", version(), tls.mode() == MySqlTls.Mode.OFF ? "without TLS" : "with TLS");
    }

    static String value(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    @Override
    public Map<String, Object> hibernateSettings() {
        return knownVersion().hibernateSettings();
    }

    /** Not TIMESTAMP, which ends in 2038. */
    @Override
    public String momentType() {
        return "DATETIME(6)";
    }

    @Override
    public Cell moment() {
        return Cell.UTC;
    }

    @Override
    public String adapt(String statement) {
        return statement.replace("${exact}", knownVersion().exactTexts());
    }

    /** MySQL has no {@code IF NOT EXISTS} for columns and indexes. */
    @Override
    public boolean isDone(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case MysqlErrorNumbers.ER_DUP_FIELDNAME, MysqlErrorNumbers.ER_DUP_KEYNAME -> true;
            default -> false;
        };
    }

    /** A lock of the session, not of a row: it outlives the transactions that a change of tables ends, and is no transaction that stands still. */
    @Override
    public void lockMigrations(Connection connection) throws SQLException {
        if (!"1".equals(value(connection, "SELECT GET_LOCK(" + LOCK_NAME + ", " + MIGRATION_SECONDS + ")"))) {
            throw new SQLException("another container has been changing the tables for " + MIGRATION_SECONDS + " s");
        }
    }

    @Override
    public void unlockMigrations(Connection connection) throws SQLException {
        value(connection, "SELECT RELEASE_LOCK(" + LOCK_NAME + ")");
    }

    /** Assignments are done from left to right and see what those before them did: the revision comes last. */
    @Override
    public String upsertActors(int rows) {
        var server = knownVersion();
        var columns = new ArrayList<>(CONTENT);
        columns.add("revision");
        return "INSERT INTO et_actor (type, id, shard, state_schema, revision, epoch, state, book, wake_at, code,"
                + " seal_key) VALUES "
                + String.join(", ", Collections.nCopies(rows, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"))
                + (server.mariaDb() ? "" : " AS fresh")
                + " ON DUPLICATE KEY UPDATE "
                + columns.stream()
                        .map(column -> "%1$s = IF(%2$s > et_actor.revision, %3$s, et_actor.%1$s)"
                                .formatted(column, server.fresh("revision"), server.fresh(column)))
                        .collect(Collectors.joining(", "));
    }

    @Override
    public boolean joinsUpserts() {
        return true;
    }

    @Override
    public boolean isDuplicate(SQLException failure) {
        return failure.getErrorCode() == MysqlErrorNumbers.ER_DUP_ENTRY;
    }

    @Override
    public TableSyntax tables() {
        return new MySqlTables(knownVersion());
    }

    /** MySQL has no such clause: it waits as long as for any lock. */
    @Override
    public String forUpdate(int seconds) {
        return knownVersion().mariaDb() ? " FOR UPDATE WAIT " + seconds : " FOR UPDATE";
    }

    @Override
    public boolean isLocked(SQLException failure) {
        return failure.getErrorCode() == MysqlErrorNumbers.ER_LOCK_WAIT_TIMEOUT;
    }

    @Override
    public boolean isTakenBack(SQLException failure) {
        return failure.getErrorCode() == MysqlErrorNumbers.ER_LOCK_DEADLOCK;
    }

    @Override
    public int endStalled(Connection connection, int seconds) throws SQLException {
        var sessions = new ArrayList<Long>();
        try (var find = connection.prepareStatement("SELECT p.id FROM information_schema.innodb_trx t"
                + " JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
                + " WHERE p.command = 'Sleep' AND p.time >= ? AND p.db = DATABASE() AND p.id <> CONNECTION_ID()")) {
            find.setInt(1, seconds);
            try (var found = find.executeQuery()) {
                while (found.next()) {
                    sessions.add(found.getLong(1));
                }
            }
        } catch (SQLException failure) {
            if (failure.getErrorCode() == MysqlErrorNumbers.ER_SPECIFIC_ACCESS_DENIED_ERROR) {
                log.warn(
                        "A transaction may be standing still, and et may not look for it: GRANT PROCESS ON *.* TO its user");
                return 0;
            }
            throw failure;
        }
        int ended = 0;
        for (long session : sessions) {
            try (var kill = connection.createStatement()) {
                kill.execute("KILL " + session);
                ended++;
            } catch (SQLException gone) {
                log.debug("session {} ended by itself, or is another user's", session, gone);
            }
        }
        return ended;
    }

    @Override
    public String explain(SQLException failure) {
        return MySqlFailures.explain(failure, url);
    }

    @Override
    public boolean isBroken(SQLException failure) {
        return MySqlFailures.isBroken(failure);
    }

    @Override
    public String product() throws SQLException {
        return version().toString();
    }

    @Override
    public String beginSnapshot(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        var replication = new MySqlReplication(version());
        var before = replication.written(connection);
        try (var statement = connection.createStatement()) {
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        }
        var position = replication.seen(connection, before);
        return position.isNowhere() ? "" : position.toString();
    }

    /** With this fetch size the driver reads a row at a time; with any other it takes all first. */
    @Override
    public Statement streaming(Connection connection) throws SQLException {
        var statement = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement.setFetchSize(Integer.MIN_VALUE);
        return statement;
    }

    @Override
    public String leap(String table, String column, long next) {
        return "ALTER TABLE " + table + " AUTO_INCREMENT = " + next;
    }

    /** A server is not this container's to close. */
    @Override
    public void shutDown(DataSource source) {
        tls.close();
    }

    /** The driver looks for connections that nobody closed, on a thread of its own. Its caller's loader is somebody else's here: so unchecked. */
    @Override
    public void unload() {
        AbandonedConnectionCleanupThread.uncheckedShutdown();
    }
}
