package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.ActorRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What befalls a server of MySQL or MariaDB under load, apart from its end: nothing is refused, and nothing that was acknowledged is lost. */
@Timeout(120)
class MySqlOutageTest {

    private static final int SHARD = 7;

    @TempDir
    Path folder;

    private final MySqlPlace place = (MySqlPlace) Place.FOUND;
    private Database database;
    private ActorRows actors;
    private long epoch;

    @BeforeEach
    void open() throws Exception {
        database = Databases.open(folder, place.settings(folder));
        actors = Databases.rows(database);
        epoch = actors.raise(List.of(SHARD), "test").get(SHARD);
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    /** Has this happen under load. */
    private void under(Trouble trouble) throws Exception {
        try (var writes = new Writes(actors, SHARD, epoch)) {
            writes.awaitMore(100);
            trouble.happens(writes);
            writes.awaitMore(100);
            writes.end();
            assertThat(writes.failed()).isEmpty();
            Set<String> stored = actors.page("a", null, 1_000_000).stream()
                    .map(ActorRow::id)
                    .collect(Collectors.toCollection(HashSet::new));
            assertThat(stored).containsAll(writes.acknowledged());
        }
    }

    private interface Trouble {

        void happens(Writes writes) throws Exception;
    }

    @Test
    void aPrimaryThatIsReadOnlyForAWhileTakesWritesAgain() throws Exception {
        under(writes -> {
            place.admin("SET GLOBAL read_only = ON");
            try {
                writes.awaitFailures(3);
                assertThat(database.picture().servers().get(0).state()).contains("the server is read-only");
                assertThat(actors.load("a", "n1"))
                        .as("what needs no commit goes on")
                        .isNotNull();
            } finally {
                place.admin("SET GLOBAL read_only = OFF");
            }
        });
    }

    /** Again and again, so that some are cut while they commit. */
    @Test
    void connectionsThatAreCutInTheMiddleOfACommitAreNoLoss() throws Exception {
        under(writes -> {
            int cut = 0;
            while (cut < 50) {
                cut += place.endSessions();
            }
        });
        assertThat(database.picture().failures()).isPositive();
    }

    /** Somebody holds the row that all writes of a shard look at, for longer than a statement waits. */
    @Test
    void aLockThatIsHeldForTooLongIsWaitedForAgain() throws Exception {
        under(writes -> {
            try (Connection holder = place.serve(folder).connect();
                    var lock = holder.createStatement()) {
                holder.setAutoCommit(false);
                lock.execute("SELECT epoch FROM et_shard WHERE shard = " + SHARD + " FOR UPDATE");
                writes.awaitFailures(1);
                holder.rollback();
            }
        });
    }
}
