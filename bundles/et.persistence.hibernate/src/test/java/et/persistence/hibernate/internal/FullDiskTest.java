package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.ActorRow;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static Set<String> stored(ActorRows actors) {
        return actors.page("a", null, 1_000_000).stream()
                .map(ActorRow::id)
                .collect(Collectors.toCollection(HashSet::new));
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
                assertThat(database.picture().servers().get(0).state())
                        .isEqualTo("its file cannot be read or written: No space left on device;"
                                + " et goes on by itself when it can");
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
