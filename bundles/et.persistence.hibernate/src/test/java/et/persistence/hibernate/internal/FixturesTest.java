package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import et.persistence.ActorRow;
import et.persistence.AuditStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What older versions stored is read for ever: {@code itests/fixtures}, whose README says how one is added. */
class FixturesTest {

    private static final Path FIXTURES = Path.of("../../itests/fixtures");
    private static final Path FIRST = FIXTURES.resolve("h2/V001.zip");
    private static final String SEAL = "et.fixtures.seal";
    private static final String H2 = "et.fixtures.h2";

    private static final KeyRing RING =
            KeyRing.parse("current = 1; 1 = " + "00112233445566778899aabbccddeeff".repeat(2), "fixtures");

    @TempDir
    Path folder;

    static List<Path> rows() throws IOException {
        try (var files = Files.list(FIXTURES.resolve("rows"))) {
            return files.filter(file -> file.toString().endsWith(".row"))
                    .sorted()
                    .toList();
        }
    }

    private static Path sealed(Path row) {
        return row.resolveSibling(row.getFileName().toString().replace(".row", ".sealed"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void opensWhatWasSealed(Path file) {
        var row = row(properties(file), properties(file));
        var stored = row(properties(file), properties(sealed(file)));
        assertThat(new Seal(RING, true).open(stored, 1))
                .usingRecursiveComparison()
                .isEqualTo(row);
    }

    @Test
    @EnabledIfSystemProperty(named = SEAL, matches = "yes")
    void seal() throws IOException {
        for (var file : rows()) {
            if (Files.notExists(sealed(file))) {
                var stored = new Seal(RING, true).close(row(properties(file), properties(file)));
                Files.writeString(
                        sealed(file),
                        "state = " + HexFormat.of().formatHex(stored.state()) + "\nbook = "
                                + HexFormat.of().formatHex(stored.book()) + "\n");
            }
        }
    }

    @Test
    void bringsTheFirstDatabaseUpToDateWithAllThatIsInIt() throws IOException {
        unzip(FIRST, folder.resolve("et"));
        var database = Databases.open(folder, Map.of());
        try {
            var store = Databases.rows(database);
            assertThat(store.counts()).containsExactly(Map.entry("player", 2L));
            var row = store.load("player", "42");
            assertThat(row.state()).isEqualTo("the state of 42".getBytes(StandardCharsets.UTF_8));
            assertThat(row.book()).isEqualTo("the book of 42".getBytes(StandardCharsets.UTF_8));
            assertThat(row.revision()).isEqualTo(7);
            assertThat(row.epoch()).isEqualTo(3);
            assertThat(row.code()).isEqualTo("arena/1.0.0");
            assertThat(store.raise(List.of(5), "test")).containsEntry(5, 4L);
            store.write(List.of(new ActorRow("player", "42", 5, 1, 8, 4, new byte[1], new byte[1], 0, "c")));

            var audit = new Audit(database);
            assertThat(audit.latest("", 10))
                    .extracting(
                            written -> written.entry().who(),
                            written -> written.entry().what())
                    .containsExactly(tuple("ada", "session.kick"));
            audit.append(new AuditStore.Entry(Instant.now(), "ada", "test", "s", "d"));
            assertThat(audit.verify().fault()).isEmpty();
            String account = database.transactRows("accounts", connection -> {
                try (var statement = connection.createStatement();
                        var result = statement.executeQuery("SELECT proof_key FROM et_account")) {
                    result.next();
                    return result.getString(1);
                }
            });
            assertThat(account).isEqualTo("alice");
        } finally {
            database.close();
        }
    }

    /** As the first version that had a database made it. */
    @Test
    @EnabledIfSystemProperty(named = H2, matches = "yes")
    void write() throws Exception {
        var engine = new H2Engine("jdbc:h2:file:" + folder.resolve("db").toAbsolutePath());
        var source = engine.connect("et", "");
        var scripts = Migrations.read(name -> name.equals("index.txt")
                ? new java.io.ByteArrayInputStream("V001__tables.sql\n".getBytes(StandardCharsets.UTF_8))
                : Database.class.getResourceAsStream("migrations/h2/" + name));
        new Migrations(engine, source, scripts).run();
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO et_shard VALUES (5, 3, 'logic-1', TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00:00')");
            statement.execute(
                    "INSERT INTO et_actor VALUES ('player', '42', 5, 1, 7, 3, STRINGTOUTF8('the state of 42'), STRINGTOUTF8('the book of 42'), 9223372036854775807, 'arena/1.0.0')");
            statement.execute(
                    "INSERT INTO et_actor VALUES ('player', '43', 5, 1, 1, 3, X'', X'', 1234, 'arena/1.0.0')");
            statement.execute(
                    "INSERT INTO et_account (way, proof_key, secret, blocked, created) VALUES ('password', 'alice',"
                            + " 'hash', FALSE, TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00:00')");
            statement.execute(
                    "INSERT INTO et_audit (at, who, what, subject, detail) VALUES"
                            + " (TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00:00', 'ada', 'session.kick', 'alice', 'too loud')");
        }
        engine.shutDown(source);
        Files.createDirectories(FIRST.getParent());
        try (var zip = new ZipOutputStream(Files.newOutputStream(FIRST))) {
            zip.putNextEntry(new ZipEntry("db.mv.db"));
            zip.write(Files.readAllBytes(folder.resolve("db.mv.db")));
        }
    }

    private static void unzip(Path file, Path to) throws IOException {
        Files.createDirectories(to);
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.write(to.resolve(entry.getName()), zip.readAllBytes());
            }
        }
    }

    /** @param bytes where the state and the book are */
    private static ActorRow row(Properties row, Properties bytes) {
        return new ActorRow(
                row.getProperty("type"),
                row.getProperty("id"),
                Integer.parseInt(row.getProperty("shard")),
                Integer.parseInt(row.getProperty("schema")),
                Long.parseLong(row.getProperty("revision")),
                Long.parseLong(row.getProperty("epoch")),
                HexFormat.of().parseHex(bytes.getProperty("state")),
                HexFormat.of().parseHex(bytes.getProperty("book")),
                Long.parseLong(row.getProperty("wake")),
                row.getProperty("code"));
    }

    private static Properties properties(Path file) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
