package et.persistence.hibernate.internal;

import et.persistence.BackupException;
import et.persistence.Backups.Backup;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** Restores a backup into the database of a container that does not run. In a JVM of its own: {@code ./et db restore FILE} runs it. */
public final class Restoring {

    private static final int REFUSED = 1;
    private static final int SHOWN_DIGITS = 16;

    private Restoring() {}

    /**
     * Prints what is in the database then; returns 0, or 1 when it is not restored.
     *
     * @param words the file {@code et.persistence.hibernate.cfg} of a container, and the backup
     */
    public static int run(String[] words) throws IOException {
        return run(
                Path.of(words[0]),
                Path.of(words[1]),
                name -> System.getProperty(name, ""),
                System.getenv(),
                System.out,
                System.err);
    }

    /** Does the same, with a sentence on {@code err} when it is not restored. */
    static int run(
            Path configuration,
            Path file,
            Function<String, String> properties,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err)
            throws IOException {
        try {
            var settings = ConfigFile.read(configuration, properties, environment);
            var shown = Settings.shown(settings.url());
            var engine = settings.engine();
            var source = engine.connect(settings.config().user(), settings.password());
            long started = System.nanoTime();
            var backup = new Restore(engine, source, shown).run(file.toAbsolutePath(), System.getProperty("user.name"));
            print(backup, shown, (System.nanoTime() - started) / 1e9, out);
            return 0;
        } catch (BackupException | IllegalStateException | IllegalArgumentException refused) {
            err.println("et: " + refused.getMessage());
            return REFUSED;
        }
    }

    private static void print(Backup backup, String shown, double seconds, PrintStream out) {
        var head = backup.head();
        out.println("Backup    " + backup.file() + ", of " + head.database() + ", by et " + head.version());
        out.println("As of     " + head.moment() + (head.position().isEmpty() ? "" : ", GTID " + head.position()));
        out.println("Restored  " + shown);
        out.println();
        out.printf("%-20s %12s  %s%n", "Table", "Rows", "Digest");
        backup.tables()
                .forEach(table -> out.printf(
                        "%-20s %12d  %s%n",
                        table.name(), table.rows(), table.digest().substring(0, SHOWN_DIGITS)));
        out.println();
        out.printf(
                "%d rows, read back from the database and the same as in the file, in %.1f s%n",
                backup.rows(), seconds);
        out.println("The keys of sealed rows are not in a backup: et.persistence.seal.cfg has to name their ring");
    }
}
