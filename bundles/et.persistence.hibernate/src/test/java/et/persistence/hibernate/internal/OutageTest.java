package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.ActorRow;
import et.persistence.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server goes away under load, and comes back: nothing that was acknowledged is lost. */
@Timeout(120)
class OutageTest {

    private static final int SHARD = 7;

    /** Less than it takes to notice that a connection is silent for good: nobody waits for what the former server left behind. */
    private static final Duration SOON = Duration.ofSeconds(14);

    @TempDir
    Path folder;

    private Place.Server server;
    private Database database;
    private ActorRows actors;
    private long epoch;

    @BeforeEach
    void serve() throws Exception {
        server = Place.FOUND.serve(folder);
        var settings = new HashMap<>(server.settings());
        settings.put("connection_timeout_millis", 2000);
        database = Databases.open(folder, settings);
        actors = Databases.rows(database);
        epoch = actors.raise(List.of(SHARD), "test").get(SHARD);
    }

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private Set<String> stored() {
        return actors.page("a", null, 1_000_000).stream()
                .map(ActorRow::id)
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void serviceIsBackSoonAfterTheServerIsAndNothingAcknowledgedIsLost() throws Exception {
        try (var writes = new Writes(actors, SHARD, epoch)) {
            writes.awaitMore(100);
            server.stop();
            writes.awaitFailures(2);
            server.start();
            long back = System.nanoTime();
            writes.awaitMore(1);
            assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(SOON);
            writes.awaitMore(100);
            writes.end();
            assertThat(writes.failed()).isEmpty();
            assertThat(stored()).containsAll(writes.acknowledged());
        }
    }

    @Test
    void whatCannotBeWrittenInTimeIsReportedAndWhatComesLaterIsWritten() throws Exception {
        try (var writes = new Writes(actors, SHARD, epoch, Duration.ofSeconds(1))) {
            writes.awaitMore(100);
            server.stop();
            while (writes.failed().isEmpty()) {
                Thread.sleep(10);
            }
            server.start();
            writes.awaitMore(100);
            writes.end();
            assertThat(writes.failed())
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(StoreException.class)
                            .hasMessageMatching("actor a/n\\d+ could not be written for 1000 ms"));
            assertThat(stored()).containsAll(writes.acknowledged());
        }
    }
}
