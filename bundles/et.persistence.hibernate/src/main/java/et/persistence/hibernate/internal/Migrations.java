package et.persistence.hibernate.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables up to date with numbered scripts, each once, in order, and one container at a time.
 *
 * <p>A script is {@code V001__what_it_does.sql}; its statements end with a semicolon at the end of a line. Most databases cannot
 * take a change of tables back, so a script that was cut off is run again from its start: each statement must be repeatable, by what
 * it says or by {@link Engine#isDone}. A script is recorded with its SHA-256 when its last statement is done.
 */
final class Migrations {

    /** A script, as it was shipped. */
    record Script(int version, String name, String checksum, List<String> statements) {}

    private static final Logger log = LoggerFactory.getLogger(Migrations.class);
    private static final Pattern NAME = Pattern.compile("V(\\d{3})__(\\w+)\\.sql");

    /** The row that a container holds while it migrates; no script has this number. */
    private static final int LOCK = 0;

    /** The row of a database that is being restored: a script that nobody knows, so older versions do not start with it either. */
    private static final int RESTORING = Integer.MAX_VALUE;

    private final Engine engine;
    private final DataSource source;
    private final List<Script> scripts;

    Migrations(Engine engine, DataSource source, List<Script> scripts) {
        this.engine = engine;
        this.source = source;
        this.scripts = List.copyOf(scripts);
    }

    /** With the scripts in this bundle. */
    static Migrations shipped(Engine engine, DataSource source) {
        var folder = "migrations/" + engine.name() + "/";
        return new Migrations(engine, source, read(name -> Migrations.class.getResourceAsStream(folder + name)));
    }

    /** The scripts that a folder's {@code index.txt} names, one per line, in their order. */
    static List<Script> read(Function<String, @Nullable InputStream> folder) {
        var scripts = new ArrayList<Script>();
        for (var name : text(folder, "index.txt").split("\n", -1)) {
            if (!name.isBlank()) {
                scripts.add(script(name.strip(), text(folder, name.strip())));
            }
        }
        for (int i = 0; i < scripts.size(); i++) {
            if (scripts.get(i).version() != i + 1) {
                throw new IllegalStateException("migration " + scripts.get(i).name() + " has number "
                        + scripts.get(i).version() + " (expected: " + (i + 1) + ", numbers count up by one)");
            }
        }
        return scripts;
    }

    static Script script(String name, String text) {
        var matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalStateException("migration " + name + " (expected: V001__what_it_does.sql)");
        }
        var statements = new ArrayList<String>();
        var statement = new StringBuilder();
        for (var line : text.split("\n", -1)) {
            if (line.isBlank() || line.stripLeading().startsWith("--")) {
                continue;
            }
            statement.append(line).append('\n');
            if (line.stripTrailing().endsWith(";")) {
                var complete = statement.toString().strip();
                statements.add(complete.substring(0, complete.length() - 1));
                statement.setLength(0);
            }
        }
        if (!statement.isEmpty()) {
            throw new IllegalStateException("migration " + name + ": its last statement has no semicolon");
        }
        return new Script(Integer.parseInt(matcher.group(1)), name, checksum(text), statements);
    }

    /** The first so many of its scripts alone. */
    Migrations upTo(int version) {
        return new Migrations(engine, source, scripts.subList(0, version));
    }

    /** The number of the last script. */
    int newest() {
        return scripts.size();
    }

    /** Runs what has not run yet; returns how many scripts these were. */
    int run() throws SQLException {
        return exclusively(this::migrate);
    }

    /** Keeps all others from changing the tables while the work is done, as {@link #alone}. The table {@code et_migration} is there. */
    <T> T exclusively(Database.RowWork<T> work) throws SQLException {
        try (var first = source.getConnection()) {
            first.setAutoCommit(true);
            prepare(first);
        }
        return alone(engine, source, work);
    }

    /** Lets one container at a time change tables. Each statement of the work commits by itself. */
    static <T> T alone(Engine engine, DataSource source, Database.RowWork<T> work) throws SQLException {
        // A change of tables ends the transaction, and with it the lock: so the lock has a connection of its own.
        try (var locking = source.getConnection();
                var working = source.getConnection()) {
            // To change a large table takes as long as it takes, and so does to wait for who does it.
            locking.setNetworkTimeout(Runnable::run, 0);
            working.setNetworkTimeout(Runnable::run, 0);
            working.setAutoCommit(true);
            engine.lockMigrations(locking);
            try {
                return work.apply(working);
            } finally {
                engine.unlockMigrations(locking);
            }
        }
    }

    /** The number of the last script that ran; 0 when there are no tables yet. */
    static int reached(Connection connection) throws SQLException {
        return exists(connection)
                ? recorded(connection).keySet().stream()
                        .filter(version -> version != RESTORING)
                        .max(Integer::compare)
                        .orElse(0)
                : 0;
    }

    /** The backup that is being restored into the tables, or was when somebody was cut off; empty when there is none. */
    static String restoring(Connection connection) throws SQLException {
        var mark = exists(connection) ? recorded(connection).get(RESTORING) : null;
        return mark == null ? "" : mark.name();
    }

    /** Has every start refuse the tables, of this version and of older ones, until {@link #unmark}. */
    static void mark(Connection connection, String backup) throws SQLException {
        record(connection, new Script(RESTORING, backup, "", List.of()));
    }

    /** Has the tables be taken as they are. */
    static void unmark(Connection connection) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM et_migration WHERE version = ?")) {
            delete.setInt(1, RESTORING);
            delete.executeUpdate();
        }
    }

    /**
     * The scripts that {@link #run} would run now; changes nothing.
     *
     * @throws IllegalStateException it would refuse to run; the message says why
     */
    List<Script> pending(Connection connection) throws SQLException {
        var done = exists(connection) ? recorded(connection) : Map.<Integer, Script>of();
        check(done);
        return scripts.stream()
                .filter(script -> !done.containsKey(script.version()))
                .toList();
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (var tables =
                connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), null, null)) {
            while (tables.next()) {
                if (tables.getString("TABLE_NAME").equalsIgnoreCase("et_migration")) {
                    return true;
                }
            }
            return false;
        }
    }

    private void prepare(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS et_migration (version INTEGER NOT NULL PRIMARY KEY,"
                    + " name VARCHAR(255) NOT NULL, checksum VARCHAR(64) NOT NULL,"
                    + " done " + engine.momentType() + " NOT NULL)");
        }
        if (!recorded(connection).containsKey(LOCK)) {
            try {
                record(connection, new Script(LOCK, "lock", "", List.of()));
            } catch (SQLException taken) {
                // Another container came first. Any other trouble comes back with the lock.
                log.debug("the migration lock exists already", taken);
            }
        }
    }

    /** Runs what has not run yet, inside {@link #exclusively}. */
    int migrate(Connection connection) throws SQLException {
        var done = recorded(connection);
        check(done);
        int count = 0;
        for (var script : scripts) {
            if (!done.containsKey(script.version())) {
                apply(connection, script);
                count++;
            }
        }
        return count;
    }

    private void check(Map<Integer, Script> done) {
        for (var recorded : done.values()) {
            if (recorded.version() == LOCK) {
                continue;
            }
            if (recorded.version() == RESTORING) {
                throw new IllegalStateException("only a part of " + recorded.name()
                        + " is in it: its restore was cut off, or" + " goes on; ./et db restore begins it again");
            }
            if (recorded.version() > scripts.size()) {
                throw new IllegalStateException(
                        "the database has migration " + recorded.name() + ", which this version of"
                                + " et does not know: start a newer version, or restore the backup from before it");
            }
            var shipped = scripts.get(recorded.version() - 1);
            if (!shipped.checksum().equals(recorded.checksum())) {
                throw new IllegalStateException("migration " + shipped.name() + " was changed after it ran here: its"
                        + " checksum is " + shipped.checksum() + " (expected: " + recorded.checksum()
                        + "); put the old text back and write a new migration for the change");
            }
        }
    }

    private void apply(Connection connection, Script script) throws SQLException {
        long started = System.nanoTime();
        try (var statement = connection.createStatement()) {
            for (int i = 0; i < script.statements().size(); i++) {
                try {
                    statement.execute(engine.adapt(script.statements().get(i)));
                } catch (SQLException failure) {
                    if (engine.isDone(failure)) {
                        log.debug("statement {} of {} was done before", i + 1, script.name());
                        continue;
                    }
                    throw new SQLException(
                            "migration " + script.name() + " failed in its statement " + (i + 1) + ": "
                                    + failure.getMessage(),
                            failure.getSQLState(),
                            failure.getErrorCode(),
                            failure);
                }
            }
        }
        record(connection, script);
        log.info("migration {} done in {} ms", script.name(), (System.nanoTime() - started) / 1_000_000);
    }

    private static Map<Integer, Script> recorded(Connection connection) throws SQLException {
        var scripts = new HashMap<Integer, Script>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT version, name, checksum FROM et_migration")) {
            while (result.next()) {
                var script = new Script(result.getInt(1), result.getString(2), result.getString(3), List.of());
                scripts.put(script.version(), script);
            }
        }
        return scripts;
    }

    private static void record(Connection connection, Script script) throws SQLException {
        try (var insert = connection.prepareStatement(
                "INSERT INTO et_migration (version, name, checksum, done) VALUES (?, ?, ?, ?)")) {
            insert.setInt(1, script.version());
            insert.setString(2, script.name());
            insert.setString(3, script.checksum());
            insert.setTimestamp(4, Timestamp.from(Instant.now()));
            insert.executeUpdate();
        }
    }

    private static String text(Function<String, @Nullable InputStream> folder, String name) {
        try (var in = folder.apply(name)) {
            if (in == null) {
                throw new IllegalStateException("migration " + name + " is named in the index and missing");
            }
            // A checkout may have changed the ends of lines, which is no change of the script.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String checksum(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
