package et.console.internal;

import et.persistence.AuditStore;
import et.persistence.BackupException;
import et.persistence.Backups;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Listed;
import et.persistence.StoreException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:backup [file]}: makes a backup while people play; or looks at one, or lists them. */
@Service
@Command(scope = "et", name = "backup", description = "Makes a backup of the database while people play")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class BackupCommand extends EtCommand {

    private static final String USAGE = "expected: et:backup [FILE], et:backup --check FILE, or et:backup --list";

    /** Of the 64 of a digest. */
    private static final int SHOWN_DIGITS = 16;

    @Option(name = "--check", description = "Read a backup to its end, and say what is in it")
    boolean check;

    @Option(name = "--list", description = "List the backups of this container")
    boolean list;

    @Argument(
            name = "file",
            multiValued = true,
            description =
                    "A file of this container's machine, from the folder of backups; one with the time in its name")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) {
        boolean fits = list ? words.isEmpty() && !check : check ? words.size() == 1 : words.size() < 2;
        if (!fits) {
            throw new ConsoleException(USAGE);
        }
        Backups backups = services.need(Backups.class, "et.persistence.hibernate");
        try {
            if (list) {
                list(backups.list(), out);
            } else if (check) {
                print(backups.check(words.get(0)), "Whole", json, out);
            } else {
                make(services, backups, words.isEmpty() ? "" : words.get(0), out);
            }
        } catch (BackupException e) {
            throw new ConsoleException(String.valueOf(e.getMessage()));
        }
    }

    private void make(Services services, Backups backups, String name, PrintStream out) {
        long started = System.nanoTime();
        Backup backup = backups.make(name);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        String unrecorded = record(services, backup);
        print(backup, "Written", json, out);
        if (!json) {
            out.println(Words.count(backup.rows(), "row") + " in " + took.toMillis()
                    + " ms. All that was acknowledged before " + backup.head().moment()
                    + " is in it; relaxed actors as they were written last");
            out.println("Not in it: the keys of sealed rows, the configuration, the jars of games");
            out.println("Only its owner can read it: it holds password hashes. Next: copy it to another machine;"
                    + " et:backup --check; et:restore rehearses");
        }
        if (!unrecorded.isEmpty()) {
            throw new ConsoleException(unrecorded);
        }
    }

    private String record(Services services, Backup backup) {
        try {
            services.need(AuditStore.class, "et.persistence.hibernate")
                    .append(new AuditStore.Entry(
                            Instant.now(),
                            user(),
                            "db.backup",
                            String.valueOf(backup.file().getFileName()),
                            "as of " + backup.head().moment() + ", " + backup.rows() + " rows, digest "
                                    + backup.digest()));
            return "";
        } catch (StoreException e) {
            return "The backup is whole, but it could not be recorded in the audit: " + e.getMessage();
        }
    }

    private void list(List<Listed> files, PrintStream out) {
        if (json) {
            out.println(new Json()
                    .put("backups", files.stream().map(BackupCommand::json).toList()));
            return;
        }
        if (files.isEmpty()) {
            out.println("None yet. Next: et:backup");
            return;
        }
        var table = new Table("File", "Size", "As of", "Database", "et");
        for (Listed one : files) {
            Backups.Head head = one.head();
            table.row(
                    one.file().getFileName(),
                    Words.bytes(one.size()),
                    head == null ? "not finished, or no backup" : Words.time(head.moment()),
                    head == null ? "" : head.database(),
                    head == null ? "" : head.version());
        }
        table.print(out, "");
        out.println("In " + files.get(0).file().getParent() + ". Next: et:backup --check FILE");
    }

    private static Json json(Listed one) {
        Backups.Head head = one.head();
        return new Json()
                .put("file", one.file().toString())
                .put("size", one.size())
                .put("moment", head == null ? null : head.moment());
    }

    /** What is in a backup, for people or as JSON. */
    static void print(Backup backup, String done, boolean json, PrintStream out) {
        Backups.Head head = backup.head();
        if (json) {
            out.println(new Json()
                    .put("file", backup.file().toString())
                    .put("size", backup.size())
                    .put("moment", head.moment())
                    .put("position", head.position())
                    .put("database", head.database())
                    .put("version", head.version())
                    .put("schema", head.schema())
                    .put("rows", backup.rows())
                    .put("digest", backup.digest())
                    .put(
                            "tables",
                            backup.tables().stream()
                                    .map(one -> new Json()
                                            .put("table", one.name())
                                            .put("rows", one.rows())
                                            .put("bytes", one.bytes())
                                            .put("digest", one.digest()))
                                    .toList()));
            return;
        }
        out.println(String.format("%-9s %s, %s", done, backup.file(), Words.bytes(backup.size())));
        out.println("As of     " + head.moment() + (head.position().isEmpty() ? "" : ", GTID " + head.position()));
        out.println("Of        " + head.database() + ", et " + head.version() + ", tables of version " + head.schema());
        out.println("Digest    " + backup.digest());
        var table = new Table("Table", "Rows", "Bytes", "Digest");
        backup.tables()
                .forEach(one -> table.row(
                        one.name(), one.rows(), one.bytes(), one.digest().substring(0, SHOWN_DIGITS)));
        table.print(out, "");
    }
}
