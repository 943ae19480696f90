package et.persistence;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies of all that is stored, in files of a form that is the same for all kinds of databases. An OSGi service of the provider; any thread. Every method blocks, and
 * {@link #make}, {@link #check} and {@link #restore} for as long as it takes to read or write all rows. Who is interrupted meanwhile ends with an exception,
 * and leaves no half file.
 *
 * <p>A backup holds password hashes and hashes of tokens; its file is its owner's alone. Sealed rows are in it as they are: the keys are not.
 */
public interface Backups {

    /**
     * What a backup was made of.
     *
     * @param version of et
     * @param database its kind, {@code h2} or what the server says of itself
     * @param schema the number of the last script that had made its tables
     * @param moment by the clock of the container that made it: what was acknowledged before is in the backup. Others' commits of the same moment
     *     may be
     * @param position the last transactions that are in it, as GTIDs; empty when there are none
     */
    record Head(String version, String database, int schema, Instant moment, String position) {}

    /**
     * A table in a backup.
     *
     * @param bytes of its rows, before they are compressed
     * @param digest 64 hex digits, the same for the same rows in whatever order and kind of database
     */
    record Table(String name, long rows, long bytes, String digest) {}

    /**
     * A backup that is whole.
     *
     * @param size of its file, in bytes
     * @param digest SHA-256 of all of the file but its last 32 bytes, which are the same, in 64 hex digits
     */
    record Backup(Path file, long size, Head head, List<Table> tables, String digest) {

        /** Of all tables. */
        public long rows() {
            return tables.stream().mapToLong(Table::rows).sum();
        }
    }

    /**
     * A file in the folder of backups.
     *
     * @param head null when it has none that can be read: it is not finished, or no backup
     */
    record Listed(Path file, long size, @Nullable Head head) {}

    /**
     * Where to restore to.
     *
     * @param url as in the configuration of the database
     * @param user who connects; empty: with the user and the password of the configuration
     */
    record Target(String url, String user, String password) {

        @Override
        public String toString() {
            return "Target[" + user + "]";
        }
    }

    /**
     * Makes a backup of one moment while people play: of all tables as they were when it began.
     *
     * @param name of a file that is not there yet, absolute or from the folder of backups; empty: one with the moment in it
     * @throws BackupException there is no backup; the message says why
     */
    Backup make(String name);

    /**
     * Reads a backup to its end.
     *
     * @throws BackupException it is not whole, or no backup
     */
    Backup check(String name);

    /** The files in the folder of backups, by name. */
    List<Listed> list();

    /**
     * Restores a backup into another database than this container's, which has to be empty, and compares all rows there with the file.
     *
     * @return what is there now, to the row what is in the file
     * @throws BackupException it is not restored; the message says what is there now
     */
    Backup restore(String name, Target target, String who);
}
