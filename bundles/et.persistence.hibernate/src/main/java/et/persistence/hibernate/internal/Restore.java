package et.persistence.hibernate.internal;

import et.persistence.AuditStore;
import et.persistence.BackupException;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Table;
import et.persistence.hibernate.internal.backup.BackupReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores a backup into an empty database: the tables are made as they were in the backup's version, filled, compared with the file to the row, and brought up to
 * date. Until they are as the file they have a mark, with which no container starts; who restores into them again begins anew.
 */
final class Restore {

    /**
     * Numbers that a shard's epoch and new players leap over. Whatever happened after the backup is not known any more, but who was there then may still be, and has used
     * the numbers: a container that was not stopped must not have the same epoch as a new owner.
     */
    static final int LEAP = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Restore.class);

    private final Engine engine;
    private final DataSource source;
    private final String shown;
    private final Migrations migrations;
    private boolean touched;

    /** @param shown what the database is called when it is talked of */
    Restore(Engine engine, DataSource source, String shown) {
        this(engine, source, shown, Migrations.shipped(engine, source));
    }

    Restore(Engine engine, DataSource source, String shown, Migrations migrations) {
        this.engine = engine;
        this.source = source;
        this.shown = shown;
        this.migrations = migrations;
    }

    /**
     * Does it, and lets go of the database.
     *
     * @param who asked for it, for the audit
     * @throws BackupException the message says what is in the database now
     */
    Backup run(Path file, String who) {
        var games = new RestoredTables();
        var backup = BackupReader.read(file, games);
        int schema = backup.head().schema();
        if (schema < 1 || schema > migrations.newest()) {
            throw new BackupException(file + " has tables of version " + schema + " (expected: 1 to "
                    + migrations.newest() + "); it takes the version of et that made it, "
                    + backup.head().version()
                    + ", or a newer one");
        }
        try {
            restore(backup, schema, games);
            bringUpToDate(backup, who);
        } finally {
            close();
        }
        return backup;
    }

    private void close() {
        try {
            engine.shutDown(source);
        } catch (SQLException failure) {
            log.debug("{} was closed", shown, failure);
        }
    }

    private void restore(Backup backup, int schema, RestoredTables games) {
        try {
            try (var first = source.getConnection()) {
                engine.inspect(first);
                requireEmpty(first, schema);
            }
            var then = migrations.upTo(schema);
            then.exclusively(connection -> {
                restore(then, connection, backup, games);
                return backup;
            });
        } catch (SQLException failure) {
            throw failed(engine.explain(failure), failure);
        } catch (Filling.FailedException failure) {
            throw failed(engine.explain(failure.failure()), failure);
        } catch (BackupException | IllegalStateException refused) {
            throw failed(String.valueOf(refused.getMessage()), refused);
        }
    }

    private void bringUpToDate(Backup backup, String who) {
        try {
            migrations.run();
            record(backup, who);
        } catch (SQLException failure) {
            throw new BackupException(
                    shown + " has all of the backup, and the next start does what is left to do: "
                            + engine.explain(failure),
                    failure);
        }
    }

    private BackupException failed(String why, Exception cause) {
        return new BackupException(
                shown + " " + why
                        + (touched
                                ? ". Only a part is in it, and no container starts with it: restore into it again, or into another one"
                                : ""),
                cause);
    }

    private void requireEmpty(Connection connection, int schema) throws SQLException {
        int reached = Migrations.reached(connection);
        if (reached > schema) {
            throw new BackupException("has tables of version " + reached + ", and the backup those of version " + schema
                    + ". Restore into a database without tables");
        }
        var filled = StoredTable.filled(connection, StoredTable.of(connection));
        if (!filled.isEmpty() && Migrations.restoring(connection).isEmpty()) {
            throw new BackupException(
                    "is not empty, and was not touched: it has rows, " + filled
                            + ". Restore into a new one: for a file of H2, move the old one away; of a server, make another schema");
        }
    }

    /** A mark says from the first row to the last comparison that this is no game yet. */
    private void restore(Migrations then, Connection connection, Backup backup, RestoredTables games)
            throws SQLException {
        requireEmpty(connection, backup.head().schema());
        touched = true;
        empty(connection);
        Migrations.unmark(connection);
        then.migrate(connection);
        Migrations.mark(connection, "backup " + backup.file().getFileName());
        games.make(connection, engine);
        // What the scripts have put there is in the backup, too.
        empty(connection);
        var tables = StoredTable.of(connection);
        requireAll(backup, tables);
        connection.setAutoCommit(false);
        try (var filling = new Filling(connection, tables)) {
            BackupReader.read(backup.file(), filling);
        }
        connection.setAutoCommit(true);
        compare(connection, backup, tables);
        leap(connection, tables);
        Migrations.unmark(connection);
        log.info("{} has all of {}, {} rows", shown, backup.file(), backup.rows());
    }

    private static void empty(Connection connection) throws SQLException {
        var tables = new ArrayList<>(StoredTable.of(connection));
        Collections.reverse(tables);
        try (var delete = connection.createStatement()) {
            for (var table : tables) {
                delete.executeUpdate("DELETE FROM " + table.name());
            }
        }
    }

    private static void requireAll(Backup backup, List<StoredTable> tables) {
        var there = backup.tables().stream().map(Table::name).toList();
        var lacking = tables.stream()
                .map(table -> table.layout().name())
                .filter(name -> !there.contains(name))
                .toList();
        if (!lacking.isEmpty()) {
            throw new BackupException(
                    "has the table " + String.join(", ", lacking) + ", and the backup has not: it is not of this game");
        }
    }

    private void compare(Connection connection, Backup backup, List<StoredTable> tables) throws SQLException {
        var expected = backup.tables().stream().collect(Collectors.toMap(Table::name, Function.identity()));
        var other = new ArrayList<String>();
        for (var table : tables) {
            Table found;
            try {
                found = table.scan(connection, engine, row -> {});
            } catch (IOException impossible) {
                throw new IllegalStateException("nothing was written", impossible);
            }
            if (!found.equals(expected.get(found.name()))) {
                other.add(found + " (expected: " + expected.get(found.name()) + ")");
            }
        }
        if (!other.isEmpty()) {
            throw new BackupException("is not as the backup: " + String.join("; ", other));
        }
    }

    private void leap(Connection connection, List<StoredTable> tables) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE et_shard SET epoch = epoch + " + LEAP);
            for (var table : tables) {
                if (table.counter() != null) {
                    statement.execute(engine.leap(table.name(), table.counter(), table.last(connection) + LEAP + 1));
                }
            }
        }
    }

    private void record(Backup backup, String who) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            AuditRows.append(
                    connection,
                    engine,
                    new AuditStore.Entry(
                            Instant.now(),
                            who,
                            "db.restore",
                            String.valueOf(backup.file().getFileName()),
                            "as of " + backup.head().moment() + ", " + backup.rows() + " rows, digest "
                                    + backup.digest()));
            connection.commit();
        }
    }
}
