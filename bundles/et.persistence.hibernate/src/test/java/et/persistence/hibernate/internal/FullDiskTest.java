package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.ActorRow;
import et.persistence.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.engine.Engine;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the embedded database is full for a while. */
@Timeout(120)
class FullDiskTest {

    private static final int SHARD = 7;

    @TempDir
    Path folder;

    @AfterEach
    void makeRoom() {
        FullDisk.full = false;
    }

    private Database open() {
        FilePath.register(new FullDisk());
        return Databases.open(folder, Map.of("url", "jdbc:h2:file:full:" + folder.resolve("db")));
    }

    /** Reads, as soon as the pool has no connection any more to a database that was closed. */
    private static Set<String> stored(ActorRows actors) throws InterruptedException {
        while (true) {
            try {
                return actors.page("a", null, 1_000_000).stream()
                        .map(ActorRow::id)
                        .collect(Collectors.toCollection(HashSet::new));
            } catch (StoreException notYet) {
                Thread.sleep(10);
            }
        }
    }

    /** It is what failed last that is shown: a connection that is left of before says something else. */
    private static void awaitState(Database database, String state) throws InterruptedException {
        while (!database.picture().servers().get(0).state().equals(state)) {
            Thread.sleep(5);
        }
    }

    /** What a session of a database that a full disk has closed does when it notices late. */
    private static void takeOutOfTheList(Connection connection) throws Exception {
        var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        var close = Engine.class.getDeclaredMethod("close", String.class);
        close.setAccessible(true);
        close.invoke(null, session.getDatabase().getName());
    }

    @Test
    void aFileThatH2HasOpenAndKnowsNothingOfIsOpenedAgain() throws Exception {
        var database = open();
        var actors = Databases.rows(database);
        long epoch = actors.raise(List.of(SHARD), "test").get(SHARD);
        try (var one = database.connectBeside()) {
            takeOutOfTheList(one);
            try (var other = database.connectBeside()) {
                assertThat(other.isValid(0)).isTrue();
            }
        }
        try (var writes = new Writes(actors, SHARD, epoch)) {
            writes.awaitMore(100);
            writes.end();
            assertThat(writes.failed()).isEmpty();
            assertThat(stored(actors)).containsAll(writes.acknowledged());
        }
        try (var last = database.connectBeside()) {
            takeOutOfTheList(last);
        }
        database.close();
        database = open();
        assertThat(Databases.rows(database).raise(List.of(SHARD), "test")).containsEntry(SHARD, epoch + 1);
        database.close();
    }

    @Test
    void writesGoOnByThemselvesWhenThereIsRoomAgainAndNothingAcknowledgedIsLost() throws Exception {
        var database = open();
        List<String> acknowledged;
        try {
            var actors = Databases.rows(database);
            long epoch = actors.raise(List.of(SHARD), "test").get(SHARD);
            try (var writes = new Writes(actors, SHARD, epoch)) {
                writes.awaitMore(100);
                FullDisk.full = true;
                writes.awaitFailures(3);
                awaitState(
                        database,
                        "its file cannot be read or written: No space left on device; et goes on by itself when it can");
                FullDisk.full = false;
                writes.awaitMore(100);
                writes.end();
                assertThat(writes.failed()).isEmpty();
                acknowledged = writes.acknowledged();
                assertThat(stored(actors)).containsAll(acknowledged);
            }
        } finally {
            database.close();
        }
        database = open();
        try {
            assertThat(stored(Databases.rows(database))).containsAll(acknowledged);
        } finally {
            database.close();
        }
    }
}
