package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import et.persistence.ActorRow;
import et.persistence.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class DatabaseTest {

    /** So many that they take several times as long as H2 leaves space alone. */
    private static final int WRITES = 600;

    @TempDir
    Path folder;

    @Test
    void keepsItsDataOverARestart() {
        var first = Databases.open(folder);
        var store = Databases.rows(first);
        long epoch = store.raise(List.of(7), "test").get(7);
        store.write(List.of(row("x", 1, epoch)));
        first.close();

        var second = Databases.open(folder);
        assertThat(Databases.rows(second).load("a", "x")).isNotNull();
        assertThat(Databases.rows(second).raise(List.of(7), "test")).containsEntry(7, epoch + 1);
        second.close();
    }

    @Test
    void leavesNothingBehindWhenItIsClosed() throws Exception {
        var database = Databases.open(folder);
        var store = Databases.rows(database);
        store.counts();
        database.close();
        assertThatThrownBy(store::counts).isInstanceOf(StoreException.class).hasMessageStartingWith("count actors: ");
        assertThat(DriverManager.drivers().map(driver -> driver.getClass().getName()))
                .doesNotContain("org.h2.Driver");
        // They are told to end, and do.
        while (anyThreadOfItsOwn()) {
            Thread.sleep(10);
        }
    }

    private static boolean anyThreadOfItsOwn() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .anyMatch(name -> name.startsWith("et ") || name.startsWith("et:") || name.startsWith("MVStore"));
    }

    @Test
    void refusesTablesThatAreNotWhatItExpects() throws Exception {
        Databases.open(folder).close();
        var url = "jdbc:h2:file:" + folder.toAbsolutePath().resolve("et/db");
        try (var connection = new H2Engine(url).connect("et", "").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER TABLE et_account DROP COLUMN blocked");
            statement.execute("SHUTDOWN");
        }
        var database = Databases.open(folder);
        var audit = new Audit(database);
        assertThatThrownBy(() -> audit.entry(1))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("blocked");
        database.close();
    }

    @Test
    void refusesAUrlThatWouldLoseWrites() {
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", "jdbc:h2:file:/x;WRITE_DELAY=500")))
                .hasMessageContaining("take WRITE_DELAY out");
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", "jdbc:oracle:thin:secret?password=x")))
                .hasMessageStartingWith("url: jdbc:oracle:thin:secret (expected: jdbc:h2:file:..., ")
                .hasMessageContaining("mysql://host:port/schema");
    }

    @Test
    void refusesReplicasThatThereCannotBe() {
        assertThatThrownBy(() -> Databases.open(folder, Map.of("replicas", "mysql://b/et")))
                .hasMessage("replicas: mysql://b/et (expected: nothing, for a database of H2 has none; url may name a"
                        + " MySQL or MariaDB)");
        assertRefused("mysql://b/other", "replicas: mysql://b/other (expected: schema et, as in url)");
        assertRefused("mysql://b/et, mariadb://b:3306/et", "replicas: mariadb://b:3306/et is named twice, or is url");
        assertRefused("mysql://a/et", "replicas: mysql://a/et is named twice, or is url itself");
        assertRefused("jdbc:h2:file:x;PASSWORD=y", "replicas: jdbc:h2:file:x (expected: mysql://host:port/schema)");
    }

    private void assertRefused(String replicas, String sentence) {
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", "mysql://a/et", "replicas", replicas)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void addsToTheUrlWhatItDoesNotSay() {
        assertThat(H2Engine.complete("jdbc:h2:file:/data/db"))
                .isEqualTo("jdbc:h2:file:async:/data/db;WRITE_DELAY=0;RETENTION_TIME=5000;DB_CLOSE_ON_EXIT=FALSE"
                        + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000;OPTIMIZE_REUSE_RESULTS=0");
        assertThat(H2Engine.complete("jdbc:h2:file:nioMapped:/data/db;retention_time=1;WRITE_DELAY=0"))
                .startsWith("jdbc:h2:file:nioMapped:/data/db;retention_time=1;WRITE_DELAY=0;DB_")
                .doesNotContain("RETENTION_TIME=5000");
        assertThat(H2Engine.complete("jdbc:h2:file:C:/db")).startsWith("jdbc:h2:file:async:C:/db;");
        assertThat(H2Engine.complete("jdbc:h2:mem:x")).startsWith("jdbc:h2:mem:x;");
        assertThat(H2Engine.complete("jdbc:h2:tcp://127.0.0.1:9092/et"))
                .isEqualTo("jdbc:h2:tcp://127.0.0.1:9092/et;WRITE_DELAY=0;RETENTION_TIME=5000;LOCK_TIMEOUT=10000"
                        + ";OPTIMIZE_REUSE_RESULTS=0");
    }

    @Test
    void explainsAWrongPasswordAndLogsNone() {
        Databases.open(folder).close();
        assertThatThrownBy(() -> Databases.open(folder, Map.of("password", "hunter2")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("user or password are not those that the file was created with")
                .hasMessageNotContaining("hunter2");
    }

    /**
     * What another process acknowledged before it was killed is there, and its file opens again; in the meantime it is
     * locked. The process uses space of its file again after a tenth of a second, for it is then that H2 may lose chunks.
     */
    @Test
    void keepsWhatWasAcknowledgedBeforeAKill() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var output = folder.resolve("acknowledged");
        var process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), Writer.class.getName(), folder.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (lastNumber(output) < WRITES && process.isAlive()) {
                Thread.sleep(10);
            }
            assertThatThrownBy(() -> Databases.open(folder))
                    .hasMessageContaining("its file is in use by another process");
        } finally {
            process.destroyForcibly().waitFor();
        }
        long acknowledged = lastNumber(output);
        assertThat(acknowledged).isGreaterThanOrEqualTo(WRITES);
        var database = Databases.open(folder);
        var stored = Databases.rows(database).counts().getOrDefault("a", 0L);
        database.close();
        assertThat(stored).isGreaterThanOrEqualTo(acknowledged);
    }

    @Test
    void hasTheSameKeysAndDefaultsInItsFile() throws IOException {
        var file = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("../../etc/et.persistence.hibernate.cfg"))) {
            file.load(reader);
        }
        var expected = Arrays.stream(Database.Config.class.getDeclaredMethods())
                .map(method -> entry(
                        (Object) method.getName().replace('_', '.'), (Object) String.valueOf(method.getDefaultValue())))
                .toList();
        // Where the launcher has its say, the default stands behind ":-".
        file.replaceAll((key, value) -> value.toString().replaceAll("^\\$\\{[a-z.]+:-(.*)}$", "$1"));
        assertThat(file.entrySet()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void readsThePasswordFromAFile() throws IOException {
        var file = Files.writeString(folder.resolve("password"), " sesame \nnothing else\n");
        Databases.open(folder, Map.of("password_file", "${karaf.data}/password"))
                .close();
        Databases.open(folder, Map.of("password", "sesame")).close();
        assertThatThrownBy(() -> Databases.open(folder, Map.of("password_file", file.toString(), "password", "x")))
                .hasMessage("password and password.file are both set (expected: one of them)");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> Databases.open(folder, Map.of("password_file", file.toString())))
                .hasMessage("password.file: " + file + " (expected: a password in its first line)");
        assertThatThrownBy(() -> Databases.open(folder, Map.of("password_file", "/nowhere")))
                .hasMessageStartingWith("password.file: /nowhere cannot be read: ");
    }

    @Test
    void readsThePasswordFromTheEnvironmentWhenTheConfigurationHasNone() {
        var environment = Map.of("ET_DB_PASSWORD", "sesame");
        Databases.open(folder, Map.of(), environment).close();
        Databases.open(folder, Map.of("password", "sesame")).close();
        assertThatThrownBy(() -> Databases.open(folder, Map.of("password", "x"), environment))
                .hasMessageContaining("user or password are not those");
    }

    /** The last line may have been cut off by the kill; a shorter number only asks for less. */
    private static long lastNumber(Path output) throws IOException {
        var lines = Files.readAllLines(output);
        return lines.isEmpty() ? 0 : Long.parseLong(lines.get(lines.size() - 1));
    }

    private static ActorRow row(String id, long revision, long epoch) {
        return new ActorRow("a", id, 7, 1, revision, epoch, new byte[200], new byte[0], ActorRow.NEVER, "c");
    }

    /** Another process: writes rows one by one and prints the number of each that is acknowledged. */
    static final class Writer {

        public static void main(String[] arguments) {
            var url = "jdbc:h2:file:${karaf.data}/et/db;RETENTION_TIME=100";
            var store = Databases.rows(Databases.open(Path.of(arguments[0]), Map.of("url", url)));
            long epoch = store.raise(List.of(7), "writer").get(7);
            for (long i = 1; ; i++) {
                store.write(List.of(row("n" + i, 1, epoch)));
                System.out.println(i);
            }
        }
    }
}
