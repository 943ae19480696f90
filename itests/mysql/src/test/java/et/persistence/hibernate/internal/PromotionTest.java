package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.itests.mysql.MySqlPair;
import et.itests.mysql.MySqlServer;
import et.persistence.ActorRow;
import et.persistence.PromotionException;
import et.persistence.Servers.Admin;
import et.persistence.Servers.Server;
import et.persistence.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The primary is lost while it is written to, and a replica takes its place. */
@Timeout(120)
class PromotionTest {

    private static final int SHARD = 7;

    @TempDir
    Path folder;

    private final Map<String, Object> settings = new HashMap<>();
    private final Map<String, String> kept = new HashMap<>();
    private MySqlPair servers;
    private Database database;
    private ActorRows actors;
    private long epoch;
    private Admin admin;

    @BeforeEach
    void open() throws Exception {
        servers = Pairs.start();
        servers.onPrimary("CREATE DATABASE et_p");
        settings.put("url", servers.primary().url("et_p"));
        settings.put("replicas", servers.replica().url("et_p"));
        settings.put("user", MySqlServer.USER);
        settings.put("password", servers.primary().password());
        settings.put("connection_timeout_millis", 2000);
        admin = new Admin(MySqlServer.ADMIN, servers.primary().password());
        database = Databases.open(folder, settings, Map.of(), kept::putAll);
        actors = Databases.rows(database);
        epoch = actors.raise(List.of(SHARD), "test").get(SHARD);
        servers.catchUp();
    }

    @AfterEach
    void close() throws Exception {
        if (database != null) {
            database.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private String replica() {
        return "127.0.0.1:" + servers.replica().port();
    }

    private ActorRow row(String id, long revision) {
        return new ActorRow("a", id, SHARD, 1, revision, epoch, new byte[200], new byte[0], ActorRow.NEVER, "c");
    }

    @Test
    void allThatWasAcknowledgedIsThereAfterAPromotionUnderWritesAndTheFormerPrimaryIsNotWrittenTo() throws Exception {
        var other = Databases.open(folder, settings);
        servers.commitTogether();
        try (var writes = new Writes(actors, SHARD, epoch)) {
            writes.awaitMore(200);
            servers.primary().kill();
            assertThat(database.promote(replica(), admin, false)).startsWith("It has ");
            writes.awaitMore(200);
            writes.end();
            assertThat(writes.failed()).isEmpty();
            assertThat(new HashSet<>(stored(database))).containsAll(writes.acknowledged());
        }
        assertThat(database.picture().servers())
                .extracting(Server::address)
                .containsExactly(servers.replica().url("et_p"));
        assertThat(kept).isEqualTo(Map.of("url", servers.replica().url("et_p"), "replicas", ""));

        while (other.replicas().get(0).condition().state() != Replica.State.WRITABLE) {
            Thread.sleep(10);
        }
        servers.primary().start();
        // As a transaction that it had not acknowledged when it died, and finds in its log.
        servers.onPrimary("CREATE DATABASE et_nobody_knows");
        var before = rows(servers.primary());
        assertThatThrownBy(() -> Databases.open(folder, settings)).hasMessageContaining("may be written to");
        refuse(other, "may be written to");
        assertThat(rows(servers.primary())).isEqualTo(before);
        servers.primary().kill();
        other.promote(replica(), Admin.NOBODY, false);
        write(other, "x");
        other.close();
    }

    private static List<String> stored(Database database) {
        return Databases.rows(database).page("a", null, 1_000_000).stream()
                .map(ActorRow::id)
                .toList();
    }

    private static String rows(MySqlServer server) throws SQLException {
        return MySqlPair.value(server, "SELECT COUNT(*) FROM et_p.et_actor");
    }

    /** Writes, as soon as the pool has found the server: a repetition is what the committer does as well. */
    private void write(Database database, String id) throws InterruptedException {
        while (true) {
            try {
                Databases.rows(database).write(List.of(row(id, 1)));
                return;
            } catch (StoreException notYet) {
                Thread.sleep(10);
            }
        }
    }

    /** Writes until it is refused for this reason, which is not the first one while a pool has broken connections. */
    private void refuse(Database database, String why) throws InterruptedException {
        while (true) {
            try {
                Databases.rows(database).write(List.of(row("x", 1)));
                throw new AssertionError("it was written");
            } catch (StoreException failure) {
                if (failure.getMessage().contains(why)) {
                    return;
                }
            }
            Thread.sleep(10);
        }
    }

    /** The other container has acknowledged what the replica lacks; the first one to promote it could not know that. */
    @Test
    void aReplicaThatLacksWhatAContainerHasAcknowledgedIsRefusedThereUnlessThatIsWanted() throws Exception {
        var other = Databases.open(folder, settings);
        servers.catchUp();
        servers.unlink();
        actors.write(List.of(row("x", 1)));
        servers.primary().kill();
        assertThatThrownBy(() -> database.check(replica()))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("lacks what was acknowledged: it has ");
        assertThatThrownBy(() -> database.promote(replica(), admin, false))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("lacks what was acknowledged: it has ")
                .hasMessageContaining("et:db promote --lossy goes on without these");
        assertThat(MySqlPair.value(servers.replica(), "SELECT @@global.read_only"))
                .isIn("1", "ON");

        other.promote(replica(), admin, true);
        write(other, "y");
        write(other, "z");
        assertThatThrownBy(() -> database.promote(replica(), Admin.NOBODY, false))
                .as("the replica has gone on since")
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("lacks what was acknowledged");
        assertThat(database.promote(replica(), Admin.NOBODY, true)).contains("what is between was lost, as was wanted");
        write(database, "w");
        assertThat(stored(database)).containsExactly("w", "y", "z");
        other.close();
    }

    @Test
    void aPrimaryThatTakesWritesIsNotReplacedAndOneThatTakesNoneIs() throws Exception {
        assertThatThrownBy(() -> database.promote(replica(), admin, true))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("answers and takes writes, and two of these would be two games");
        servers.onPrimary("SET GLOBAL read_only = ON");
        assertThat(database.check(replica())).startsWith("The primary answers, and takes no writes. The replica ");
        assertThatThrownBy(() -> database.promote(replica(), Admin.NOBODY, false))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("takes no writes, and et's user may not change that");
        assertThatThrownBy(() -> database.promote(replica(), new Admin("nobody", "x"), false))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("the server knows no such user");
        assertThatThrownBy(() -> database.promote("elsewhere:1", admin, false))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("elsewhere:1 is no replica of this container (expected: mysql://127.0.0.1:");

        assertThat(database.promote(replica(), admin, false)).startsWith("It has ");
        write(database, "x");
        assertThat(rows(servers.replica())).isEqualTo("1");
        assertThat(rows(servers.primary())).isEqualTo("0");
    }
}
