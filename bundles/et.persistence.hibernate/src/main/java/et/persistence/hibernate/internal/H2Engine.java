package et.persistence.hibernate.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.engine.Constants;
import org.h2.jdbcx.JdbcDataSource;

/** H2: embedded, in a file of this process alone; or a server, which several containers share. */
final class H2Engine implements Engine {

    static final String PREFIX = "jdbc:h2:";

    /** A URL of a file that names no file system of H2; one letter is a drive of Windows. */
    private static final Pattern FILE = Pattern.compile("^jdbc:h2:file:(?!\\w\\w+:)");

    /** The file that a URL names. */
    private static final Pattern PLACE = Pattern.compile("^jdbc:h2:(?:\\w\\w+:)*([^;]*)");

    /** A URL of a server. */
    private static final Pattern SERVER = Pattern.compile("^jdbc:h2:(tcp|ssl):");

    /** Rows that a server sends together; each may have 2 MiB. */
    private static final int FETCHED = 32;

    private final String url;

    H2Engine(String url) {
        this.url = url;
    }

    /** Settings that hold unless the URL says otherwise. H2 sends those for a server to it, with each connection. */
    private static Map<String, String> settings(boolean embedded) {
        var settings = new LinkedHashMap<String, String>();
        // A commit is in the file when it returns. H2's default writes half a second later, and kill -9 loses that.
        settings.put("WRITE_DELAY", "0");
        // How long space that is free again stays unused, in ms. With the default of 45000 and a write at each
        // commit the file grew to 680 MB in 90 s of a test, with 2000 to 57 MB.
        settings.put("RETENTION_TIME", "5000");
        if (embedded) {
            // The container closes the database when it stops; a shutdown hook of H2 would close it under its last
            // writes.
            settings.put("DB_CLOSE_ON_EXIT", "FALSE");
            // The pool may be without a connection for a moment.
            settings.put("DB_CLOSE_DELAY", "-1");
        }
        // How long a transaction waits for a row that another one holds, in ms.
        settings.put("LOCK_TIMEOUT", "10000");
        // A connection that asks the same again is given what it was given before, unless a table has changed; H2 notes
        // the change a moment after the commit. So a new owner of an actor could be given its state of before the last
        // write.
        settings.put("OPTIMIZE_REUSE_RESULTS", "0");
        return settings;
    }

    @Override
    public String name() {
        return "h2";
    }

    @Override
    public DataSource connect(String user, String password) {
        var source = new JdbcDataSource();
        source.setURL(complete(url));
        source.setUser(user);
        source.setPassword(password);
        return isServer(url) ? source : new H2File(source);
    }

    /** A URL of the same database for who only looks: its file is not made if it is not there, not written, and let go at once. Of others, the same URL. */
    static String toLookAt(String url) {
        return url.startsWith(PREFIX) && !isServer(url)
                ? url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r;DB_CLOSE_DELAY=0"
                : url;
    }

    /** Whether both URLs name the same file of this process. */
    static boolean isSameFile(String one, String other) {
        var files = Stream.of(one, other)
                .map(PLACE::matcher)
                .filter(place -> place.find() && !isServer(place.group()))
                .map(place ->
                        Path.of(place.group(1) + ".mv.db").toAbsolutePath().normalize())
                .toList();
        try {
            return files.size() == 2
                    && (files.get(0).equals(files.get(1))
                            || (Files.exists(files.get(1)) && Files.isSameFile(files.get(0), files.get(1))));
        } catch (IOException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    /** Whether there is no such database. */
    static boolean isMissing(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1;
    }

    private static boolean isServer(String url) {
        return SERVER.matcher(url).find();
    }

    /** The URL with all that et needs and it does not say. */
    static String complete(String url) {
        return withSettings(withInterruptibleCallers(url));
    }

    /**
     * By default H2 does its I/O on a FileChannel in the caller's thread. When that thread is interrupted (Ctrl-C at the console is
     * enough) the JDK closes the channel, and the database is dead for all. Its file system {@code async} has no such channel.
     */
    private static String withInterruptibleCallers(String url) {
        return FILE.matcher(url).replaceFirst(PREFIX + "file:async:");
    }

    private static String withSettings(String url) {
        var upper = url.toUpperCase(Locale.ROOT) + ";";
        if (upper.contains(";WRITE_DELAY=") && !upper.contains(";WRITE_DELAY=0;")) {
            throw new IllegalArgumentException("url: it sets WRITE_DELAY to something else than 0, and acknowledged"
                    + " changes would be lost when the process is killed; take WRITE_DELAY out");
        }
        var complete = new StringBuilder(url);
        settings(!isServer(url)).forEach((name, value) -> {
            if (!upper.contains(";" + name + "=")) {
                complete.append(';').append(name).append('=').append(value);
            }
        });
        return complete.toString();
    }

    @Override
    public Map<String, Object> hibernateSettings() {
        return Map.of(
                "jakarta.persistence.database-product-name", "H2",
                "jakarta.persistence.database-major-version", "2",
                "jakarta.persistence.database-minor-version", "3");
    }

    @Override
    public void inspect(Connection first) {
        // It is the one in this bundle, or a server of et's own.
    }

    @Override
    public String momentType() {
        return "TIMESTAMP(6) WITH TIME ZONE";
    }

    @Override
    public Cell moment() {
        return Cell.ZONED;
    }

    @Override
    public String adapt(String statement) {
        return statement;
    }

    /** Its scripts say {@code IF NOT EXISTS} wherever it matters. */
    @Override
    public boolean isDone(SQLException failure) {
        return false;
    }

    @Override
    public void lockMigrations(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT version FROM et_migration WHERE version = 0 FOR UPDATE")) {
            if (!result.next()) {
                throw new SQLException("the migration lock is gone");
            }
        }
    }

    @Override
    public void unlockMigrations(Connection connection) throws SQLException {
        connection.rollback();
    }

    @Override
    public String upsertActors(int rows) {
        var row = "(CAST(? AS VARCHAR(64)), CAST(? AS VARCHAR(255)), CAST(? AS INTEGER), CAST(? AS INTEGER),"
                + " CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS VARBINARY(1048576)), CAST(? AS VARBINARY(1048576)),"
                + " CAST(? AS BIGINT), CAST(? AS VARCHAR(255)), CAST(? AS INTEGER))";
        return """
                MERGE INTO et_actor t
                USING (VALUES %s)
                s (type, id, shard, state_schema, revision, epoch, state, book, wake_at, code, seal_key)
                ON t.type = s.type AND t.id = s.id
                WHEN MATCHED AND t.revision < s.revision THEN UPDATE SET shard = s.shard,
                  state_schema = s.state_schema, revision = s.revision, epoch = s.epoch, state = s.state, book = s.book,
                  wake_at = s.wake_at, code = s.code, seal_key = s.seal_key
                WHEN NOT MATCHED THEN INSERT
                  (type, id, shard, state_schema, revision, epoch, state, book, wake_at, code, seal_key)
                  VALUES (s.type, s.id, s.shard, s.state_schema, s.revision, s.epoch, s.state, s.book, s.wake_at, s.code,
                  s.seal_key)
                """.formatted(String.join(", ", Collections.nCopies(rows, row)));
    }

    /** It has no trip to a server to save, and looks at a statement of many rows for longer than at one of a single row many times. */
    @Override
    public boolean joinsUpserts() {
        return false;
    }

    @Override
    public boolean isDuplicate(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DUPLICATE_KEY_1;
    }

    @Override
    public TableSyntax tables() {
        return new H2Tables();
    }

    @Override
    public String forUpdate(int seconds) {
        return " FOR UPDATE WAIT " + seconds;
    }

    @Override
    public boolean isLocked(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.LOCK_TIMEOUT_1;
    }

    @Override
    public boolean isTakenBack(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DEADLOCK_1;
    }

    @Override
    public int endStalled(Connection connection, int seconds) throws SQLException {
        if (!isServer(url)) {
            // All sessions are this process's own, which does not stand still.
            return 0;
        }
        int ended = 0;
        try (var find = connection.prepareStatement(
                        "SELECT SESSION_ID FROM INFORMATION_SCHEMA.SESSIONS WHERE CONTAINS_UNCOMMITTED"
                                + " AND SESSION_STATE = 'SLEEP' AND SLEEP_SINCE < DATEADD(SECOND, ?, CURRENT_TIMESTAMP)");
                var end = connection.prepareStatement("SELECT ABORT_SESSION(?)")) {
            find.setInt(1, -seconds);
            try (var found = find.executeQuery()) {
                while (found.next()) {
                    end.setInt(1, found.getInt(1));
                    try (var done = end.executeQuery()) {
                        ended += done.next() && done.getBoolean(1) ? 1 : 0;
                    }
                }
            }
        }
        return ended;
    }

    @Override
    public String explain(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                "its file is in use by another process: does another container run on the same data folder?";
            case ErrorCode.WRONG_USER_OR_PASSWORD ->
                isServer(url)
                        ? "the server knows no such user, password or database"
                        : "user or password are not those that the file was created with";
            case ErrorCode.CONNECTION_BROKEN_1 -> "no server answers there";
            default -> explainFile(failure);
        };
    }

    /** H2 has a dozen codes for a file that it could not read or write, and the system's own words in their causes. */
    private static String explainFile(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException refused) {
                return "its file cannot be read or written: " + refused.getMessage()
                        + "; et goes on by itself when it can";
            }
        }
        return Failures.describe(failure);
    }

    @Override
    public boolean isBroken(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case ErrorCode.CONNECTION_BROKEN_1,
                    ErrorCode.DATABASE_IS_CLOSED,
                    ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
                    ErrorCode.OBJECT_CLOSED -> true;
            default -> false;
        };
    }

    @Override
    public String product() {
        return "H2 " + Constants.VERSION;
    }

    /** Of this level alone H2 takes the picture of all tables together, with the first statement. */
    @Override
    public String beginSnapshot(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT");
            statement.execute("SELECT 1");
        }
        return "";
    }

    @Override
    public Statement streaming(Connection connection) throws SQLException {
        try (var setting = connection.createStatement()) {
            setting.execute("SET LAZY_QUERY_EXECUTION TRUE");
        }
        var statement = connection.createStatement();
        statement.setFetchSize(FETCHED);
        return statement;
    }

    @Override
    public String leap(String table, String column, long next) {
        return "ALTER TABLE " + table + " ALTER COLUMN " + column + " RESTART WITH " + next;
    }

    /** A server's database is not this container's to close: others use it. */
    @Override
    public void shutDown(DataSource source) throws SQLException {
        if (isServer(url)) {
            return;
        }
        try (var last = source.getConnection();
                var statement = last.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    /** Loading H2 registered it with the DriverManager. */
    @Override
    public void unload() {
        org.h2.Driver.unload();
    }
}
