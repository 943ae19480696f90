package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorRow;
import et.persistence.FencedException;
import et.persistence.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several containers share one database, through a server of H2. */
@Timeout(120)
class ServerTest {

    private static final int SHARD = 7;

    @TempDir
    Path folder;

    private Server server;

    @BeforeEach
    void serve() throws SQLException {
        var embedded = "jdbc:h2:file:async:" + folder.toAbsolutePath().resolve("db");
        DriverManager.registerDriver(org.h2.Driver.load());
        DriverManager.getConnection(embedded, "et", "").close();
        server = server("0");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Server server(String port) throws SQLException {
        var file = "async:" + folder.toAbsolutePath().resolve("db");
        return Server.createTcpServer("-tcpPort", port, "-ifExists", "-key", "et", file)
                .start();
    }

    private Database open() {
        return Databases.open(folder, Map.of("url", "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/et"));
    }

    @Test
    void showsOneContainerWhatTheOtherWrites() {
        var one = open();
        var other = open();
        long epoch = new ActorRows(one).raise(List.of(SHARD), "one").get(SHARD);
        new ActorRows(one).write(List.of(row("x", 1, epoch)));
        assertThat(new ActorRows(other).load("a", "x").revision()).isEqualTo(1);
        assertThat(new ActorRows(other).raise(List.of(SHARD), "other")).containsEntry(SHARD, epoch + 1);
        one.close();
        other.close();
    }

    @Test
    void refusesTheFormerOwner() {
        var one = open();
        var other = open();
        long former = new ActorRows(one).raise(List.of(SHARD), "one").get(SHARD);
        long epoch = new ActorRows(other).raise(List.of(SHARD), "other").get(SHARD);
        assertThatThrownBy(() -> new ActorRows(one).write(List.of(row("x", 1, former))))
                .isInstanceOf(FencedException.class);
        new ActorRows(other).write(List.of(row("x", 1, epoch)));
        assertThat(new ActorRows(one).load("a", "x").epoch()).isEqualTo(epoch);
        one.close();
        other.close();
    }

    @Test
    void whoStandsStillInAWriteDoesNotKeepItsShards() throws Exception {
        var other = open();
        long former = new ActorRows(other).raise(List.of(SHARD), "one").get(SHARD);
        try (var still = DriverManager.getConnection("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/et", "et", "");
                var statement = still.createStatement()) {
            still.setAutoCommit(false);
            statement.execute("SELECT epoch FROM et_shard WHERE shard = " + SHARD + " FOR UPDATE");
            // It has said nothing for longer than a write takes, when the first attempt is over.
            assertThat(new ActorRows(other).raise(List.of(SHARD), "other")).containsEntry(SHARD, former + 1);
            assertThatThrownBy(() -> statement.execute("UPDATE et_shard SET epoch = 99"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(new ActorRows(other).raise(List.of(SHARD), "other")).containsEntry(SHARD, former + 2);
        other.close();
    }

    @Test
    void staysOpenForTheOthersWhenOneCloses() {
        var one = open();
        var other = open();
        one.close();
        assertThat(new ActorRows(other).counts()).isEmpty();
        other.close();
    }

    @Test
    void makesTheTablesOnceForContainersThatStartAtOnce() throws Exception {
        int containers = 4;
        var start = new CountDownLatch(1);
        var threads = Executors.newFixedThreadPool(containers);
        try {
            var opened = new ArrayList<Future<Database>>();
            for (int i = 0; i < containers; i++) {
                opened.add(threads.submit(() -> {
                    start.await();
                    return open();
                }));
            }
            start.countDown();
            for (var database : opened) {
                var store = new ActorRows(database.get());
                assertThat(store.counts()).isEmpty();
            }
            for (var database : opened) {
                database.get().close();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void holdsOnTheServerToWhatEtNeeds() {
        var database = open();
        var settings = database.transactRows("settings", connection -> {
            var found = new TreeMap<String, String>();
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery(
                            "SELECT setting_name, setting_value" + " FROM INFORMATION_SCHEMA.SETTINGS")) {
                while (result.next()) {
                    found.put(result.getString(1), result.getString(2));
                }
            }
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
                result.next();
                found.put("LOCK_TIMEOUT", result.getString(1));
            }
            return found;
        });
        assertThat(settings)
                .containsEntry("WRITE_DELAY", "0")
                .containsEntry("RETENTION_TIME", "5000")
                .containsEntry("LOCK_TIMEOUT", "10000");
        database.close();
    }

    @Test
    void isUsedAgainAfterTheServerWasStartedAgain() throws SQLException {
        var one = open();
        var store = new ActorRows(one);
        long epoch = store.raise(List.of(SHARD), "one").get(SHARD);
        store.write(List.of(row("x", 1, epoch)));
        int port = server.getPort();
        server.stop();
        assertThatThrownBy(() -> store.load("a", "x")).isInstanceOf(StoreException.class);
        server = server(String.valueOf(port));
        // At once, whatever the pool still holds of the former server.
        store.write(List.of(row("x", 2, epoch)));
        assertThat(store.load("a", "x").revision()).isEqualTo(2);
        one.close();
    }

    @Test
    void saysWhatKeepsAContainerOut() throws Exception {
        var url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/";
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", url + "et", "password", "hunter2")))
                .hasMessageContaining("the server knows no such user, password or database")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", url + "another")))
                .hasMessageContaining("the server knows no such user, password or database");
        server.stop();
        assertThatThrownBy(() -> Databases.open(folder, Map.of("url", url + "et", "connection_timeout_millis", 300)))
                .hasMessageContaining("no server answers there");
        assertThat(Files.exists(folder.resolve("et"))).isFalse();
    }

    private static ActorRow row(String id, long revision, long epoch) {
        return new ActorRow("a", id, SHARD, 1, revision, epoch, new byte[200], new byte[0], ActorRow.NEVER, "c");
    }
}
