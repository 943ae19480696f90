package et.persistence.hibernate.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.ActorRow;
import et.persistence.Backups.Head;
import et.persistence.hibernate.internal.backup.BackupWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore as {@code ./et db restore} does it, into the database of a container that does not run. */
class RestoringTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path configuration;

    @BeforeEach
    void configure() throws IOException {
        configuration = Files.copy(Path.of("../../etc/et.persistence.hibernate.cfg"), folder.resolve("db.cfg"));
    }

    private int restore(Path file) throws IOException {
        out.reset();
        err.reset();
        Function<String, String> properties =
                name -> name.equals("karaf.data") ? folder.resolve("new").toString() : "";
        return Restoring.run(
                configuration,
                file,
                properties,
                Map.of(),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    @Test
    void saysWhatIsThereThen() throws Exception {
        var database = Databases.open(folder);
        var actors = Databases.rows(database);
        long epoch = actors.raise(List.of(1), "one").get(1);
        actors.write(List.of(new ActorRow("a", "x", 1, 1, 5, epoch, new byte[9], new byte[0], 0, "c")));
        var backup = new BackupFiles("9.9", database).make("");
        database.close();
        assertThat(backup.file()).hasParent(folder.resolve("backup"));

        assertThat(restore(backup.file())).isZero();
        assertThat(out.toString(UTF_8))
                .contains("Backup    " + backup.file() + ", of H2 2.3.232, by et 9.9")
                .contains("As of     " + backup.head().moment())
                .contains("Restored  jdbc:h2:file:" + folder + "/new/et/db")
                .containsPattern("et_actor +1  [0-9a-f]{16}\\R")
                .contains(backup.rows() + " rows, read back from the database and the same as in the file");

        var restored = Databases.open(folder.resolve("new"));
        assertThat(Databases.rows(restored).load("a", "x").revision()).isEqualTo(5);
        restored.close();

        assertThat(restore(backup.file())).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("is not empty, and was not touched", "1 in et_actor");
    }

    @Test
    void makesNoDatabaseForWhatIsNoBackup() throws IOException {
        assertThat(restore(folder.resolve("nothing"))).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo("et: " + folder.resolve("nothing") + " is not there\n");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    /** The tables of the first version have fewer columns, and there are fewer of them. */
    @Test
    void aBackupOfTheFirstVersionIsBroughtUpToDate() throws Exception {
        var engine = new H2Engine("jdbc:h2:file:" + folder.resolve("old/db"));
        var source = engine.connect("et", "");
        var file = folder.resolve("first.backup");
        Migrations.shipped(engine, source).upTo(1).run();
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO et_actor (type, id, shard, state_schema, revision, epoch, state, book, wake_at, code)"
                            + " VALUES ('player', '42', 5, 1, 7, 3, X'0102', X'', 9, 'arena/1.0.0')");
            statement.execute(
                    "INSERT INTO et_audit (at, who, what, subject, detail) VALUES"
                            + " (TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00:00', 'ada', 'session.kick', 'alice', 'too loud')");
            var head = new Head("0", engine.product(), 1, Instant.EPOCH, "");
            try (var writer = BackupWriter.create(file, head)) {
                for (var table : StoredTable.of(connection)) {
                    writer.table(table.layout());
                    table.scan(connection, engine, writer::row);
                }
                writer.finish();
            }
        }
        engine.shutDown(source);

        assertThat(restore(file)).as(err.toString(UTF_8)).isZero();
        var restored = Databases.open(folder.resolve("new"));
        assertThat(Databases.rows(restored).load("player", "42").revision()).isEqualTo(7);
        var audit = new Audit(restored);
        assertThat(audit.latest("", 9))
                .extracting(written -> written.entry().what())
                .containsExactly("db.restore", "session.kick");
        assertThat(audit.verify().fault()).isEmpty();
        restored.close();
    }
}
