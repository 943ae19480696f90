package et.persistence.hibernate.internal;

import et.persistence.BackupException;
import et.persistence.Backups;
import et.persistence.hibernate.internal.backup.BackupReader;
import et.persistence.hibernate.internal.backup.BackupWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Backups in files. What is read is one transaction on a connection of its own: it takes none from the pool, and nobody waits for it. */
@Component(service = Backups.class)
public final class BackupFiles implements Backups {

    private static final String ENDING = ".backup";

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'et-'yyyyMMdd'T'HHmmss'Z" + ENDING + "'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Logger log = LoggerFactory.getLogger(BackupFiles.class);

    private final Database database;
    private final String version;
    private final ReentrantLock making = new ReentrantLock();

    @Activate
    public BackupFiles(BundleContext context, @Reference Database database) {
        this(context.getBundle().getVersion().toString(), database);
    }

    /** @param version of et */
    BackupFiles(String version, Database database) {
        this.version = version;
        this.database = database;
    }

    private Path file(String name) {
        return database.settings().backups().resolve(name).normalize();
    }

    @Override
    public Backup make(String name) {
        if (!making.tryLock()) {
            throw new BackupException("a backup is under way in this container; wait until it is done");
        }
        try (var connection = database.connectBeside()) {
            var tables = StoredTable.of(connection);
            var moment = Instant.now().truncatedTo(ChronoUnit.MICROS);
            var position = database.engine().beginSnapshot(connection);
            try {
                var head = new Head(
                        version, database.engine().product(), Migrations.reached(connection), moment, position);
                return write(connection, tables, file(name.isEmpty() ? NAME.format(moment) : name), head);
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw new BackupException("no backup was made: " + database.explain(failure), failure);
        } catch (IOException failure) {
            throw new BackupException("no backup was made: its file cannot be written: " + failure, failure);
        } finally {
            making.unlock();
        }
    }

    private Backup write(Connection connection, List<StoredTable> tables, Path file, Head head)
            throws SQLException, IOException {
        long started = System.nanoTime();
        try (var writer = BackupWriter.create(file, head)) {
            for (var table : tables) {
                writer.table(table.layout());
                table.scan(connection, database.engine(), writer::row);
            }
            var backup = writer.finish();
            log.info(
                    "Backup {}: {} rows as of {}, {} bytes, in {} ms",
                    file,
                    backup.rows(),
                    head.moment(),
                    backup.size(),
                    (System.nanoTime() - started) / 1_000_000);
            return backup;
        }
    }

    @Override
    public Backup check(String name) {
        return BackupReader.read(file(name), BackupReader.Sink.NOBODY);
    }

    @Override
    public List<Listed> list() {
        try (var files = Files.list(database.settings().backups())) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(BackupFiles::listed)
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failure) {
            throw new BackupException("the folder of backups cannot be read: " + failure, failure);
        }
    }

    private static Listed listed(Path file) {
        return new Listed(file, file.toFile().length(), head(file));
    }

    private static @Nullable Head head(Path file) {
        try {
            return file.toString().endsWith(BackupWriter.UNFINISHED) ? null : BackupReader.head(file);
        } catch (BackupException none) {
            log.debug("{} is no backup", file, none);
            return null;
        }
    }

    @Override
    public Backup restore(String name, Target target, String who) {
        var settings = database.settings();
        Engine engine;
        try {
            engine = settings.engineOf(target.url());
        } catch (IllegalArgumentException wrong) {
            throw new BackupException(String.valueOf(wrong.getMessage()), wrong);
        }
        var shown = Settings.shown(target.url());
        if (H2Engine.isSameFile(settings.url(), target.url())) {
            throw new BackupException(
                    shown + " is this container's own database, which is not empty; name another one");
        }
        var source = target.user().isEmpty()
                ? engine.connect(settings.config().user(), settings.password())
                : engine.connect(target.user(), target.password());
        return new Restore(engine, source, shown).run(file(name), who);
    }
}
