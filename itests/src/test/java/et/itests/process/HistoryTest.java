package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link History} writes down of a database with et's tables is enough to find what must not be. */
class HistoryTest {

    private static final Path TABLES = Path.of("../bundles/et.persistence.hibernate/src/main/resources"
            + "/et/persistence/hibernate/internal/migrations/h2/V001__tables.sql");

    private final Ownership ownership = new Ownership();
    private Connection connection;
    private History history;

    @BeforeEach
    void begin() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:history");
        connection = source.getConnection();
        run("RUNSCRIPT FROM '" + TABLES.toAbsolutePath() + "'");
        run("INSERT INTO et_shard VALUES (7, 3, 'logic-1', LOCALTIMESTAMP)");
        history = History.begin(source);
    }

    @AfterEach
    void end() throws SQLException {
        history.close();
        connection.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void take(String owner, long epoch) throws SQLException {
        run("UPDATE et_shard SET epoch = %d, owner = '%s' WHERE shard = 7".formatted(epoch, owner));
    }

    /** As {@code et.persistence.hibernate} does, with nobody to refuse it. */
    private void write(String id, long epoch) throws SQLException {
        run("MERGE INTO et_actor KEY (type, id) VALUES ('player', '%s', 7, 1, 1, %d, X'', X'', 0, '')"
                .formatted(id, epoch));
    }

    @Test
    void ownersThatFollowEachOtherAreFine() throws SQLException {
        write("1", 3);
        take("logic-2", 4);
        write("1", 4);
        history.tell(ownership);
        assertThat(ownership.takeViolations()).isEmpty();
        assertThat(ownership.agrees(List.of(new Ownership.Belief("gateway-1", 7, "logic-2", 4))))
                .isTrue();
    }

    @Test
    void aZombieThatWritesIsFound() throws SQLException {
        write("1", 3);
        take("logic-2", 4);
        history.tell(ownership);
        write("2", 3);
        write("1", 4);
        write("1", 3);
        history.tell(ownership);
        assertThat(ownership.takeViolations())
                .containsExactly(
                        "player/2 was written under epoch 3 of shard 7 (expected: 4, its owner's)",
                        "player/1 was written under epoch 3 of shard 7, after epoch 4 (expected: never back)",
                        "player/1 was written under epoch 3 of shard 7 (expected: 4, its owner's)");
    }

    @Test
    void anEpochThatIsTakenTwiceIsFound() throws SQLException {
        take("logic-2", 4);
        take("logic-1", 4);
        history.tell(ownership);
        assertThat(ownership.takeViolations())
                .containsExactly("epoch 4 of shard 7 has two owners: logic-2 and logic-1");
    }

    @Test
    void whatIsNotCommittedIsNotTold() throws SQLException {
        connection.setAutoCommit(false);
        take("logic-2", 9);
        connection.rollback();
        history.tell(ownership);
        assertThat(ownership.takeViolations()).isEmpty();
    }
}
