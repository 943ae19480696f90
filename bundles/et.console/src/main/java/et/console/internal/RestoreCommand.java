package et.console.internal;

import et.persistence.BackupException;
import et.persistence.Backups;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Target;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/**
 * {@code et:restore file --into url}: restores a backup into another, empty database. Into the container's own one nothing can be restored while it serves: it is not empty, and actors in memory would
 * write themselves over it.
 */
@Service
@Command(
        scope = "et",
        name = "restore",
        description = "Restores a backup into an empty database beside, and compares all rows")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class RestoreCommand extends EtCommand {

    private static final String USAGE =
            "expected: et:restore FILE --into URL [--user NAME --password-file FILE], as et:restore x.backup --into"
                    + " mysql://db:3306/et_rehearsal";

    @Option(name = "--into", description = "The URL of an empty database, as in et.persistence.hibernate.cfg")
    String into = "";

    @Option(name = "--user", description = "Who connects there; as in this container's configuration")
    String user = "";

    @Option(name = "--password-file", description = "A file whose first line is that user's password")
    String passwordFile = "";

    @Argument(name = "file", multiValued = true, description = "A backup, from the folder of backups")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) {
        if (words.size() != 1 || user.isEmpty() != passwordFile.isEmpty()) {
            throw new ConsoleException(USAGE);
        }
        Backups backups = services.need(Backups.class, "et.persistence.hibernate");
        try {
            if (into.isEmpty()) {
                Backup backup = backups.check(words.get(0));
                throw new ConsoleException(
                        backup.file() + " is whole, as of " + backup.head().moment()
                                + ", and nothing was restored: this container serves what is in its database. To go back to the"
                                + " backup: stop all containers; name an empty database (of H2: move data/et away); ./et db restore "
                                + backup.file()
                                + "; start. To rehearse it while people play: --into URL of another, empty database");
            }
            long started = System.nanoTime();
            Backup backup = backups.restore(
                    words.get(0), new Target(into, user, user.isEmpty() ? "" : password(passwordFile)), user());
            double seconds = (System.nanoTime() - started) / 1e9;
            BackupCommand.print(backup, "Restored", json, out);
            if (!json) {
                out.println(Words.count(backup.rows(), "row")
                        + ", read back from the database and the same as in the file, in " + Words.number(seconds)
                        + " s");
                out.println(
                        "This container goes on with its own database. Next: a container with the other one as its url,"
                                + " and as its key ring that of the backup's time");
            }
        } catch (BackupException e) {
            throw new ConsoleException(String.valueOf(e.getMessage()));
        }
    }
}
