package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.AuditStore;
import et.persistence.AuditStore.Entry;
import et.persistence.BackupException;
import et.persistence.Backups;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Head;
import et.persistence.Backups.Listed;
import et.persistence.Backups.Target;
import et.persistence.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandsTest {

    private static final Head HEAD =
            new Head("1.0.0", "MariaDB 11.4.5", 6, Instant.parse("2026-11-23T20:45:01.123456Z"), "0-1-42");

    private static final Backup BACKUP = new Backup(
            Path.of("/data/backup/x.backup"),
            2048,
            HEAD,
            List.of(
                    new Backups.Table("et_account", 4, 270, "ab".repeat(32)),
                    new Backups.Table("et_actor", 12_345, 9_876_543, "cd".repeat(32))),
            "ef".repeat(32));

    @TempDir
    Path folder;

    private final Shell shell = new Shell();
    private final List<Object> asked = new ArrayList<>();
    private final List<Entry> audited = new ArrayList<>();

    @BeforeEach
    void serve() {
        shell.with(Backups.class, Shell.service(Backups.class, (method, arguments) -> {
            asked.add(method);
            asked.addAll(arguments);
            if (arguments.contains("cut")) {
                throw new BackupException("cut is cut off, and cannot be used");
            }
            return method.equals("list")
                    ? List.of(
                            new Listed(BACKUP.file(), 2048, HEAD),
                            new Listed(Path.of("/data/backup/y.backup.part"), 10, null))
                    : BACKUP;
        }));
        shell.with(AuditStore.class, (AuditStore) audited::add);
    }

    @AfterEach
    void allServicesAreGivenBack() {
        assertThat(shell.taken).isZero();
    }

    private static BackupCommand backup(String... words) {
        var command = new BackupCommand();
        command.words = List.of(words);
        return command;
    }

    private static RestoreCommand restore(String... words) {
        var command = new RestoreCommand();
        command.words = List.of(words);
        return command;
    }

    private void assertSentence(EtCommand command, String sentence) {
        assertThatThrownBy(() -> shell.run(command))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void makesABackupAndRecordsIt() throws Exception {
        assertThat(shell.run(backup()))
                .contains("Written   /data/backup/x.backup, 2.0 KiB")
                .contains("As of     2026-11-23T20:45:01.123456Z, GTID 0-1-42")
                .contains("Of        MariaDB 11.4.5, et 1.0.0, tables of version 6")
                .contains("et_actor    12 345  9 876 543  cdcdcdcdcdcdcdcd")
                .contains("All that was acknowledged before 2026-11-23T20:45:01.123456Z is in it")
                .contains("Not in it: the keys of sealed rows");
        assertThat(asked).containsExactly("make", "");
        assertThat(audited).singleElement().satisfies(entry -> {
            assertThat(entry.who()).isEqualTo("ada");
            assertThat(entry.what()).isEqualTo("db.backup");
            assertThat(entry.detail()).contains("ef".repeat(32));
        });
        asked.clear();
        assertThat(shell.run(backup("x", "--json"))).startsWith("{\"file\":\"/data/backup/x.backup\",\"size\":2048,");
        assertThat(asked).containsExactly("make", "x");
    }

    @Test
    void aBackupThatIsInNoAuditIsSaidToBe() {
        shell.with(AuditStore.class, (AuditStore) entry -> {
            throw new StoreException("away", null, false);
        });
        assertSentence(backup(), "The backup is whole, but it could not be recorded in the audit: away");
    }

    @Test
    void checksAndListsBackups() throws Exception {
        assertThat(shell.run(backup("--check", "x")))
                .contains("Whole     /data/backup/x.backup")
                .doesNotContain("Next");
        assertThat(shell.run(backup("--list")))
                .contains(
                        "x.backup",
                        "MariaDB 11.4.5",
                        "y.backup.part",
                        "not finished, or no backup",
                        "In /data/backup.");
        assertThat(asked).containsExactly("check", "x", "list");
        assertThat(audited).isEmpty();
        assertSentence(backup("--check", "cut"), "cut is cut off, and cannot be used");
    }

    @Test
    void restoresIntoAnotherDatabase() throws Exception {
        var password = Files.writeString(folder.resolve("password"), "sesame\n");
        assertThat(shell.run(restore(
                        "x", "--into", "mysql://b/et", "--user", "root", "--password-file", password.toString())))
                .contains("Restored  /data/backup/x.backup", "12 349 rows, read back from the database and the same")
                .contains("This container goes on with its own database.");
        assertThat(asked).containsExactly("restore", "x", new Target("mysql://b/et", "root", "sesame"), "ada");
    }

    @Test
    void restoresNothingIntoWhatServesAndSaysHowItIsDone() {
        assertSentence(
                restore("x"),
                "/data/backup/x.backup is whole, as of 2026-11-23T20:45:01.123456Z, and nothing was restored");
        assertSentence(restore("x"), "./et db restore /data/backup/x.backup");
        assertSentence(restore("cut"), "cut is cut off, and cannot be used");
        assertThat(asked).doesNotContain("restore");
    }

    @Test
    void saysWhatWasExpected() {
        assertSentence(backup("a", "b"), "expected: et:backup [FILE]");
        assertSentence(backup("--check"), "expected: et:backup [FILE]");
        assertSentence(backup("--list", "x"), "expected: et:backup [FILE]");
        assertSentence(restore(), "expected: et:restore FILE --into URL");
        assertSentence(restore("x", "--user", "root"), "expected: et:restore FILE --into URL");
    }
}
