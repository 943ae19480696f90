package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.itests.mysql.MySqlBinaries;
import et.itests.mysql.MySqlServer;
import et.itests.mysql.SmallDisk;
import et.persistence.ActorRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk of a server of MySQL or MariaDB is full for a while. */
@Timeout(180)
class MySqlDiskTest {

    private static final int SHARD = 7;

    /** What an empty server takes, and some room. */
    private static final int MEGABYTES = 400;

    @TempDir
    Path folder;

    private MySqlServer server;

    @BeforeEach
    void serve() throws Exception {
        var data = Files.createTempDirectory("et-mysql");
        try {
            server = new MySqlServer(MySqlBinaries.find(data), data, new SmallDisk(MEGABYTES));
        } catch (MySqlBinaries.MissingException e) {
            System.out.println("SKIPPED, for there is no server on a disk that can be filled: " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
        server.create("et_disk");
        server.start();
    }

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void writesGoOnByThemselvesWhenThereIsRoomAgain() throws Exception {
        var database = Databases.open(
                folder, Map.of("url", server.url("et_disk"), "user", MySqlServer.USER, "password", server.password()));
        try {
            var actors = Databases.rows(database);
            long epoch = actors.raise(List.of(SHARD), "test").get(SHARD);
            try (var writes = new Writes(actors, SHARD, epoch, Duration.ofMinutes(3))) {
                writes.awaitMore(100);
                server.fillDisk();
                writes.awaitFailures(3);
                // With a binary log, which MySQL writes unless it is told not to, a server waits for room instead of
                // refusing.
                assertThat(database.picture().servers().get(0).state())
                        .containsAnyOf("the server has no more room on its disk", "while its disk is full");
                assertThat(actors.load("a", "n1"))
                        .as("what needs no commit goes on")
                        .isNotNull();
                server.freeDisk();
                writes.awaitMore(100);
                writes.end();
                assertThat(writes.failed()).isEmpty();
                var stored = actors.page("a", null, 1_000_000).stream()
                        .map(ActorRow::id)
                        .collect(Collectors.toCollection(HashSet::new));
                assertThat(stored).containsAll(writes.acknowledged());
            }
        } finally {
            database.close();
        }
    }
}
