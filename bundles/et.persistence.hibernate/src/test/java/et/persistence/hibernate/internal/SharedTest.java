package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorRow;
import et.persistence.FencedException;
import et.persistence.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several containers share one database, through a server. */
@Timeout(120)
class SharedTest {

    private static final int SHARD = 7;

    @TempDir
    Path folder;

    private Place.Server server;

    @BeforeEach
    void serve() throws Exception {
        server = Place.FOUND.serve(folder);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Database open() {
        return Databases.open(folder, server.settings());
    }

    @Test
    void showsOneContainerWhatTheOtherWrites() {
        var one = open();
        var other = open();
        long epoch = Databases.rows(one).raise(List.of(SHARD), "one").get(SHARD);
        Databases.rows(one).write(List.of(row("x", 1, epoch)));
        assertThat(Databases.rows(other).load("a", "x").revision()).isEqualTo(1);
        assertThat(Databases.rows(other).raise(List.of(SHARD), "other")).containsEntry(SHARD, epoch + 1);
        one.close();
        other.close();
    }

    @Test
    void refusesTheFormerOwner() {
        var one = open();
        var other = open();
        long former = Databases.rows(one).raise(List.of(SHARD), "one").get(SHARD);
        long epoch = Databases.rows(other).raise(List.of(SHARD), "other").get(SHARD);
        assertThatThrownBy(() -> Databases.rows(one).write(List.of(row("x", 1, former))))
                .isInstanceOf(FencedException.class);
        Databases.rows(other).write(List.of(row("x", 1, epoch)));
        assertThat(Databases.rows(one).load("a", "x").epoch()).isEqualTo(epoch);
        one.close();
        other.close();
    }

    @Test
    void whoStandsStillInAWriteDoesNotKeepItsShards() throws Exception {
        var other = open();
        long former = Databases.rows(other).raise(List.of(SHARD), "one").get(SHARD);
        // Not closed: a driver may want to roll back what is no more.
        var still = server.connect();
        try (var statement = still.createStatement()) {
            still.setAutoCommit(false);
            statement.execute("SELECT epoch FROM et_shard WHERE shard = " + SHARD + " FOR UPDATE");
            // It has said nothing for longer than a write takes, when the first attempt is over.
            assertThat(Databases.rows(other).raise(List.of(SHARD), "other")).containsEntry(SHARD, former + 1);
            assertThatThrownBy(() -> statement.execute("UPDATE et_shard SET epoch = 99"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(Databases.rows(other).raise(List.of(SHARD), "other")).containsEntry(SHARD, former + 2);
        other.close();
    }

    @Test
    void staysOpenForTheOthersWhenOneCloses() {
        var one = open();
        var other = open();
        one.close();
        assertThat(Databases.rows(other).counts()).isEmpty();
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
                var store = Databases.rows(database.get());
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
    void isUsedAgainAfterTheServerWasStartedAgain() throws Exception {
        var one = open();
        var store = Databases.rows(one);
        long epoch = store.raise(List.of(SHARD), "one").get(SHARD);
        store.write(List.of(row("x", 1, epoch)));
        server.stop();
        assertThatThrownBy(() -> store.load("a", "x")).isInstanceOf(StoreException.class);
        server.start();
        // At once, whatever the pool still holds of the former server.
        store.write(List.of(row("x", 2, epoch)));
        assertThat(store.load("a", "x").revision()).isEqualTo(2);
        one.close();
    }

    private static ActorRow row(String id, long revision, long epoch) {
        return new ActorRow("a", id, SHARD, 1, revision, epoch, new byte[200], new byte[0], ActorRow.NEVER, "c");
    }
}
