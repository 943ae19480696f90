package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.itests.mysql.MySqlServer;
import et.persistence.ActorRow;
import et.persistence.AuditStore.Entry;
import et.persistence.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server of MySQL or MariaDB does that H2 does not. */
@Timeout(120)
class MySqlEngineTest {

    private static final int SHARD = 7;

    @TempDir
    Path folder;

    private final MySqlPlace place = (MySqlPlace) Place.FOUND;
    private Map<String, Object> settings;

    @BeforeEach
    void find() throws Exception {
        settings = place.settings(folder);
    }

    private Database open() {
        return Databases.open(folder, settings);
    }

    private Map<String, Object> but(String key, Object value) {
        var other = new HashMap<>(settings);
        other.put(key, value);
        return other;
    }

    @Test
    void saysWhatKeepsAContainerOut() throws Exception {
        assertThatThrownBy(() -> Databases.open(folder, but("password", "hunter2")))
                .hasMessageContaining("cannot be opened: the server knows no such user, or not with this password")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(
                        () -> Databases.open(folder, but("url", place.server().url("others"))))
                .hasMessageContaining("cannot be opened: the user has no rights on schema others, or there is none");
        assertThatThrownBy(
                        () -> Databases.open(folder, but("url", place.server().url("et_missing"))))
                .hasMessageContaining(
                        "cannot be opened: the server has no schema et_missing: CREATE DATABASE et_missing");
        assertThatThrownBy(() -> Databases.open(folder, but("url", "mysql://127.0.0.1:1/et")))
                .hasMessageContaining("database mysql://127.0.0.1:1/et cannot be opened: no server answers there");
        assertThatThrownBy(() -> Databases.open(folder, but("tls", "require")))
                .hasMessageContaining("cannot be opened: TLS failed: the server has none");
    }

    @Test
    void refusesAServerThatTakesNoLargeActor() throws Exception {
        place.admin("SET GLOBAL max_allowed_packet = 4194304");
        try {
            assertThatThrownBy(this::open)
                    .hasMessageContaining(
                            "cannot be used: its max_allowed_packet is 4194304 (expected: at least 8388608");
        } finally {
            place.admin("SET GLOBAL max_allowed_packet = 16777216");
        }
    }

    @Test
    void waitsForAServerThatIsReadOnlyAndGoesOn() throws Exception {
        var database = open();
        var store = Databases.rows(database);
        long epoch = store.raise(List.of(SHARD), "one").get(SHARD);
        place.admin("SET GLOBAL read_only = ON");
        try {
            assertThatThrownBy(() -> store.write(List.of(row("x", 1, epoch))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the server is read-only");
            assertThatThrownBy(this::open)
                    .hasMessageContaining("cannot be used: it is read-only: url has to name the primary");
        } finally {
            place.admin("SET GLOBAL read_only = OFF");
        }
        store.write(List.of(row("x", 1, epoch)));
        database.close();
    }

    @Test
    void keepsMomentsAsUtcWhateverTheZonesAre() throws Exception {
        var database = open();
        new Audit(database).append(new Entry(Instant.parse("2026-11-23T02:30:00.123456Z"), "ada", "a", "b", "c"));
        var stored = database.transactRows("look", connection -> {
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery("SELECT CAST(at AS CHAR) FROM et_audit")) {
                result.next();
                return result.getString(1);
            }
        });
        assertThat(stored).isEqualTo("2026-11-23 02:30:00.123456");
        database.close();
    }

    @Test
    void refusesWhatDoesNotFitWhateverTheServersModesAre() throws Exception {
        place.admin("SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'");
        try {
            var database = open();
            assertThatThrownBy(() -> database.transactRows("cut off", connection -> {
                        try (var insert = connection.prepareStatement(
                                "INSERT INTO et_shard VALUES (?, 1, ?, CURRENT_TIMESTAMP(6))")) {
                            insert.setInt(1, SHARD);
                            insert.setString(2, "o".repeat(256));
                            return insert.executeUpdate();
                        }
                    }))
                    .isInstanceOf(StoreException.class);
            database.close();
        } finally {
            place.admin("SET GLOBAL sql_mode = DEFAULT");
        }
    }

    @Test
    void runsMigrationsAgainThatWereCutOff() throws Exception {
        open().close();
        var database = open();
        database.transactRows("forget", connection -> {
            try (var delete = connection.createStatement()) {
                return delete.executeUpdate("DELETE FROM et_migration WHERE version > 0");
            }
        });
        new Audit(database).append(new Entry(Instant.EPOCH, "ada", "a", "b", "c"));
        database.close();

        var again = open();
        assertThat(new Audit(again).verify().fault()).isEmpty();
        assertThat(new Audit(again).latest("", 9)).hasSize(1);
        again.close();
    }

    /** Two who lock the same rows the other way round: one of them is taken back, and begins again. */
    @Test
    void beginsATransactionAgainThatTheServerTookBack() throws Exception {
        var database = open();
        Databases.rows(database).raise(List.of(1, 2), "test");
        var barrier = new CyclicBarrier(2);
        var attempts = Collections.synchronizedList(new ArrayList<Integer>());
        var threads = Executors.newFixedThreadPool(2);
        var done = new ArrayList<Future<?>>();
        for (int first : new int[] {1, 2}) {
            done.add(threads.submit(() -> database.transactRows("cross", connection -> {
                attempts.add(first);
                try (var update = connection.createStatement()) {
                    update.executeUpdate("UPDATE et_shard SET epoch = epoch + 10 WHERE shard = " + first);
                    if (attempts.size() <= 2) {
                        await(barrier);
                    }
                    return update.executeUpdate("UPDATE et_shard SET epoch = epoch + 10 WHERE shard = " + (3 - first));
                }
            })));
        }
        for (var one : done) {
            one.get();
        }
        threads.shutdown();
        assertThat(attempts).hasSize(3);
        assertThat(Databases.rows(database).raise(List.of(1, 2), "test"))
                .containsExactly(Map.entry(1, 22L), Map.entry(2, 22L));
        database.close();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void aContainerStartsAgainThatWasKilledWhileItChangedTheTables() throws Exception {
        var engine = (MySqlEngine) place.engine(folder);
        var source = engine.connect(MySqlServer.USER, place.password());
        var dead = source.getConnection();
        engine.lockMigrations(dead);
        var starting = Executors.newSingleThreadExecutor();
        var started = starting.submit(this::open);
        while (waiting() == 0) {
            Thread.sleep(10);
        }
        assertThat(started.isDone()).isFalse();
        dead.close();
        started.get().close();
        starting.shutdown();
    }

    /** How many sessions wait for a lock of their own making. */
    private int waiting() throws Exception {
        try (var connection = place.serve(folder).connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock'")) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void leavesNoThreadBehindWhenItIsClosed() throws Exception {
        var database = open();
        Databases.rows(database).counts();
        database.close();
        // They are told to end, and do; the timer of a connection that another test has had cut ends when it is
        // collected.
        while (anyThreadOfTheDriver()) {
            System.gc();
            Thread.sleep(10);
        }
    }

    private static boolean anyThreadOfTheDriver() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .anyMatch(name -> name.startsWith("mysql-cj") || name.startsWith("MySQL ") || name.startsWith("et:"));
    }

    private static ActorRow row(String id, long revision, long epoch) {
        return new ActorRow("a", id, SHARD, 1, revision, epoch, new byte[200], new byte[0], ActorRow.NEVER, "c");
    }
}
