package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class H2EngineTest {

    /** Of some thousand, one was given an answer of before. */
    private static final int ROUNDS = 15_000;

    @TempDir
    Path folder;

    /** Two owners of a shard: one writes under its lock, the other one takes the lock and looks twice at what only the first one could change. */
    @Test
    void whoHoldsALockSeesAllThatWasCommittedUnderItBefore() throws Exception {
        var source = new H2Engine("jdbc:h2:file:" + folder.resolve("db")).connect("et", "secret");
        var enough = new AtomicBoolean();
        var writers = Executors.newSingleThreadExecutor();
        try (var mine = source.getConnection();
                var other = source.getConnection()) {
            mine.setAutoCommit(false);
            other.setAutoCommit(false);
            execute(mine, "CREATE TABLE shard (id INT PRIMARY KEY)");
            execute(mine, "INSERT INTO shard VALUES (1)");
            execute(mine, "CREATE TABLE actor (id VARCHAR(10) PRIMARY KEY, revision BIGINT)");
            execute(mine, "INSERT INTO actor VALUES ('x', 0)");
            mine.commit();
            var written = writers.submit(() -> {
                while (!enough.get()) {
                    lock(other);
                    execute(other, "UPDATE actor SET revision = revision + 1 WHERE id = 'x'");
                    other.commit();
                }
                return revision(other);
            });
            for (int round = 0; round < ROUNDS; round++) {
                revision(mine);
                mine.commit();
                lock(mine);
                long first = revision(mine);
                for (int i = 0; i < 1000; i++) {
                    Thread.onSpinWait();
                }
                assertThat(revision(mine)).as("in round " + round).isEqualTo(first);
                mine.commit();
            }
            enough.set(true);
            assertThat(written.get()).isPositive();
        } finally {
            enough.set(true);
            writers.shutdown();
            try (var last = source.getConnection()) {
                execute(last, "SHUTDOWN");
            }
        }
    }

    private static void lock(Connection connection) throws SQLException {
        execute(connection, "SELECT id FROM shard WHERE id = 1 FOR UPDATE");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long revision(Connection connection) throws SQLException {
        try (var look = connection.prepareStatement("SELECT revision FROM actor WHERE id = 'x'");
                var result = look.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }
}
