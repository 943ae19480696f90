package et.persistence.hibernate.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import et.itests.mysql.MySqlServer;
import et.persistence.ActorRow;
import et.persistence.AuditStore;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Target;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup of one kind of database is restored into another kind, and tells where in a server's log it is. */
@Timeout(120)
class BackupMoveTest {

    private static final List<String> MOMENTS = List.of(
            "2026-11-01T03:31:00.000001Z",
            "2026-11-01T04:31:00Z",
            "2026-03-08T06:30:00Z",
            "1969-12-31T23:59:59.999999Z");

    @TempDir
    Path folder;

    private final MySqlPlace place = (MySqlPlace) Place.FOUND;

    private static void fill(Database database) {
        var actors = Databases.rows(database);
        long epoch = actors.raise(List.of(1), "one").get(1);
        actors.write(
                List.of(row("ä€😀\0'\"\\", epoch, new byte[] {0, -1, '\'', '\\', 26}), row("", epoch, new byte[0])));
        TableContract.fill(new GameTables(database), actors);
        new Audit(database).append(new AuditStore.Entry(Instant.now(), "ada", "test", "s", "d"));
        database.transactRows("fill", connection -> {
            try (var insert =
                    connection.prepareStatement("INSERT INTO et_account (way, proof_key, secret, blocked, created)"
                            + " VALUES ('w', ?, 's', ?, ?)")) {
                for (var moment : MOMENTS) {
                    insert.setString(1, moment);
                    insert.setBoolean(2, moment.startsWith("2026-03"));
                    database.engine().moment().set(insert, 3, Instant.parse(moment));
                    insert.executeUpdate();
                }
            }
            return null;
        });
    }

    private static ActorRow row(String id, long epoch, byte[] state) {
        return new ActorRow("a", id, 1, 1, 5, epoch, state, "book".getBytes(UTF_8), ActorRow.NEVER, "c");
    }

    /** As little as the audit and the leap of epochs may differ. */
    private static void assertSame(Backup one, Backup other) {
        assertThat(other.tables())
                .filteredOn(table ->
                        !table.name().startsWith("et_audit") && !table.name().equals("et_shard"))
                .hasSize(one.tables().size() - 3)
                .isSubsetOf(one.tables());
    }

    @Test
    void fromH2ToTheServerAndBack() throws Exception {
        var h2 = Databases.open(folder, Map.of());
        Backup first;
        try {
            fill(h2);
            var backups = new BackupFiles("test", h2);
            first = backups.make("first");
            var settings = place.settings(folder);
            var target = new Target(settings.get("url").toString(), MySqlServer.USER, place.password());
            assertThat(backups.restore("first", target, "ada")).isEqualTo(first);
        } finally {
            h2.close();
        }
        var server = Databases.open(folder, place.settings(folder));
        try {
            assertThat(new Audit(server).verify().fault()).isEmpty();
            assertThat(Databases.rows(server).load("a", "ä€😀\0'\"\\").state()).containsExactly(0, -1, '\'', '\\', 26);
            TableContract.expectFilled(new GameTables(server));
            var backups = new BackupFiles("test", server);
            var second = backups.make("second");
            assertThat(second.head().database()).matches("(MariaDB|MySQL) [\\d.]+");
            assertSame(first, second);
            var back = folder.resolve("back");
            backups.restore("second", new Target("jdbc:h2:file:" + back + "/et/db", "et", ""), "ada");
            var third = Databases.open(back, Map.of());
            assertSame(first, new BackupFiles("test", third).make("third"));
            TableContract.expectFilled(new GameTables(third));
            assertThat(new Audit(third).verify().fault()).isEmpty();
            third.close();
        } finally {
            server.close();
        }
    }

    @Test
    void itsPositionIsThatOfItsRowsHoweverMuchIsWritten() throws Exception {
        try (var servers = Pairs.start()) {
            servers.onPrimary("CREATE DATABASE et_x", "CREATE TABLE et_x.t (n INT AUTO_INCREMENT PRIMARY KEY)");
            var engine = new MySqlEngine(
                    new MySqlUrl("127.0.0.1", servers.primary().port(), "et_x"),
                    new MySqlTls(MySqlTls.Mode.OFF, ""),
                    5000,
                    5);
            var source = engine.connect(MySqlServer.USER, servers.primary().password());
            if (!engine.version().mariaDb()) {
                // Of MySQL only a position is known behind which the snapshot is.
                return;
            }
            long before;
            try (var quiet = source.getConnection()) {
                before = only(Position.parse(engine.beginSnapshot(quiet)));
                assertThat(before).isEqualTo(only(new MySqlReplication(engine.version()).written(quiet)));
            }
            var over = new AtomicBoolean();
            var writer = new Thread(() -> {
                while (!over.get()) {
                    try (var connection = source.getConnection();
                            var statement = connection.createStatement()) {
                        for (int i = 0; i < 20; i++) {
                            statement.execute("INSERT INTO t VALUES ()");
                        }
                    } catch (SQLException failure) {
                        throw new IllegalStateException(failure);
                    }
                }
            });
            writer.start();
            try {
                for (int i = 0; i < 20; i++) {
                    try (var connection = source.getConnection()) {
                        long position = only(Position.parse(engine.beginSnapshot(connection)));
                        assertThat(rows(connection)).isEqualTo(position - before);
                    }
                }
            } finally {
                over.set(true);
                writer.join();
            }
        }
    }

    private static long only(Position position) {
        assertThat(position.last()).hasSize(1);
        return position.last().values().iterator().next();
    }

    private static long rows(Connection connection) throws SQLException {
        return Long.parseLong(MySqlEngine.value(connection, "SELECT COUNT(*) FROM t"));
    }
}
