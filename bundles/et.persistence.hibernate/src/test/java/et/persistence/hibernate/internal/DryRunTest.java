package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look at what a new version would do to the tables of an old one. */
class DryRunTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path file;

    @BeforeEach
    void configure() throws IOException {
        file = Files.copy(Path.of("../../etc/et.persistence.hibernate.cfg"), folder.resolve("db.cfg"));
    }

    private int run() throws IOException {
        out.reset();
        Function<String, String> properties = name -> name.equals("karaf.data") ? folder.toString() : "";
        return DryRun.run(file, properties, Map.of(), new PrintStream(out), new PrintStream(err));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void update(String sql) throws SQLException {
        var engine = new H2Engine("jdbc:h2:file:" + folder.resolve("et/db"));
        var source = engine.connect("et", "");
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
        engine.shutDown(source);
    }

    @Test
    void makesNoDatabaseThatIsNotThere() throws IOException {
        assertThat(run()).isZero();
        assertThat(printed()).contains("Database  jdbc:h2:file:" + folder + "/et/db", "It is not there yet");
        assertThat(folder.resolve("et")).doesNotExist();
    }

    @Test
    void namesTheScriptsThatWouldRunAndTheirStatementsAndChangesNothing() throws Exception {
        Databases.open(folder).close();
        assertThat(run()).isZero();
        assertThat(printed()).contains("Up to date").doesNotContain("Would run");

        update("DELETE FROM et_migration WHERE version >= 5");
        for (int i = 0; i < 2; i++) {
            assertThat(run()).isZero();
            assertThat(printed())
                    .contains(
                            "Would run V005__impact.sql", "Would run V006__seal.sql", "ALTER TABLE et_actor ADD COLUMN")
                    .contains("Nothing was changed")
                    .doesNotContain("V004");
        }
        Databases.open(folder).close();
    }

    @Test
    void namesAScriptThatIsNotWhatRanThere() throws Exception {
        Databases.open(folder).close();
        update("UPDATE et_migration SET checksum = 'abc' WHERE version = 3");
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("et: migration V003__canary.sql was changed after it ran here")
                .contains("(expected: abc)");
    }

    @Test
    void saysWhatItCannotOpen() throws Exception {
        Databases.open(folder).close();
        Files.writeString(file, Files.readString(file).replace("password =", "password = wrong"));
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("it cannot be opened: user or password are not");
    }

    @Test
    void readsValuesAsKarafDoes() {
        var properties = Map.of("a", "A", "b.c", "BC");
        var texts = List.of("x${a}y", "${none:-d}", "${none}", "${none:-jdbc:${b.c}/db}", "${a:-${b.c}}");
        assertThat(texts)
                .extracting(text -> ConfigFile.filledIn(text, name -> properties.getOrDefault(name, "")))
                .containsExactly("xAy", "d", "", "jdbc:BC/db", "A");
    }
}
