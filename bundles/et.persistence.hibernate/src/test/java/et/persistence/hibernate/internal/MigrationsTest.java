package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.hibernate.internal.Migrations.Script;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MigrationsTest {

    private static final Script ONE = Migrations.script(
            "V001__one.sql", "CREATE TABLE IF NOT EXISTS one (a INT);\nINSERT INTO one VALUES (1);\n");
    private static final Script TWO = Migrations.script("V002__two.sql", "ALTER TABLE one ADD COLUMN b INT;\n");

    @TempDir
    Path folder;

    private Engine engine;
    private DataSource source;

    @BeforeEach
    void open() throws Exception {
        engine = Place.FOUND.engine(folder);
        source = engine.connect(Place.FOUND.user(), Place.FOUND.password());
    }

    @AfterEach
    void close() throws SQLException {
        if (source != null) {
            engine.shutDown(source);
        }
    }

    @Test
    void runsAllOnAFreshDatabaseAndNothingTheSecondTime() throws SQLException {
        assertThat(migrate(ONE, TWO)).isEqualTo(2);
        assertThat(migrate(ONE, TWO)).isZero();
        assertThat(query("SELECT COUNT(*) FROM one WHERE b IS NULL")).isEqualTo(1);
    }

    @Test
    void runsOnlyWhatIsNew() throws SQLException {
        assertThat(migrate(ONE)).isEqualTo(1);
        assertThat(migrate(ONE, TWO)).isEqualTo(1);
        assertThat(query("SELECT COUNT(*) FROM et_migration WHERE version > 0")).isEqualTo(2);
    }

    @Test
    void refusesAScriptThatWasChanged() throws SQLException {
        migrate(ONE);
        var changed = Migrations.script("V001__one.sql", "CREATE TABLE IF NOT EXISTS one (a BIGINT);\n");
        assertThatThrownBy(() -> migrate(changed, TWO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("V001__one.sql was changed after it ran here")
                .hasMessageContaining("(expected: " + ONE.checksum() + ")")
                .hasMessageContaining("write a new migration");
        assertThat(query("SELECT COUNT(*) FROM et_migration WHERE version = 2")).isZero();
    }

    @Test
    void refusesADatabaseOfANewerVersion() throws SQLException {
        migrate(ONE, TWO);
        assertThatThrownBy(() -> migrate(ONE))
                .hasMessageContaining("V002__two.sql")
                .hasMessageContaining("start a newer version, or restore the backup");
    }

    @Test
    void runsAScriptAgainThatWasCutOff() throws SQLException {
        var broken = Migrations.script(
                "V001__one.sql", "CREATE TABLE IF NOT EXISTS one (a INT);\nINSERT INTO missing VALUES (1);\n");
        assertThatThrownBy(() -> migrate(broken))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("migration V001__one.sql failed in its statement 2");
        assertThat(migrate(ONE)).isEqualTo(1);
    }

    @Test
    void runsEachScriptOnceWhenContainersStartAtOnce() throws Exception {
        var counts = Collections.synchronizedList(new ArrayList<Integer>());
        var failures = Collections.synchronizedList(new ArrayList<Exception>());
        int containers = 4;
        var start = new CyclicBarrier(containers);
        var threads = new Thread[containers];
        for (int i = 0; i < containers; i++) {
            threads[i] = new Thread(() -> {
                try {
                    start.await();
                    counts.add(migrate(ONE, TWO));
                } catch (Exception failure) {
                    failures.add(failure);
                }
            });
            threads[i].start();
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(counts).containsExactlyInAnyOrder(2, 0, 0, 0);
        assertThat(query("SELECT COUNT(*) FROM one")).isEqualTo(1);
    }

    private int migrate(Script... scripts) throws SQLException {
        return new Migrations(engine, source, List.of(scripts)).run();
    }

    private int query(String sql) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getInt(1);
        }
    }
}
