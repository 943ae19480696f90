package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.AuditStore.Entry;
import et.persistence.AuditTrail.Verdict;
import et.persistence.AuditTrail.Written;
import et.persistence.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has been written into the audit stays, or it is seen that it did not. */
class AuditTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456Z");

    @TempDir
    Path folder;

    private Database database;
    private Audit audit;

    @BeforeEach
    void open() {
        database = Databases.open(folder);
        audit = new Audit(database);
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void whatWasWrittenIsFoundAsItWas() {
        assertThat(audit.verify()).isEqualTo(new Verdict(1, 0, "0".repeat(64), ""));
        append(2500);
        Written last = audit.latest("", 1).get(0);
        assertThat(last.number()).isEqualTo(2500);
        assertThat(audit.verify()).isEqualTo(new Verdict(1, 2500, last.link(), ""));
    }

    @Test
    void whoAppendsAtTheSameTimeGetsANumberOfItsOwn() throws Exception {
        var pool = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        IntStream.range(0, 4).forEach(writer -> all.add(pool.submit(() -> append(50))));
        for (var one : all) {
            one.get();
        }
        pool.shutdown();
        assertThat(audit.latest("", 1000))
                .extracting(Written::number)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 200).boxed().toList());
        assertThat(audit.verify().fault()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update et_audit set who = 'eve' where number = 3 | entry 3 is not what was written",
                "update et_audit set at = at + interval '0.000001' second where number = 5 | entry 5 is not what was written",
                "update et_audit set what = 'ab', subject = 'c' where number = 4 | entry 4 is not what was written",
                "update et_audit set link = null where number = 2 | entry 2 is not what was written",
                "delete from et_audit where number = 2 | entry 2 is missing",
                "delete from et_audit where number > 3 | entry 4 and all after it are missing",
                "delete from et_audit where number = 1 | entry 1 is missing",
                "update et_audit_head set number = 4 | entry 4 is not the one that was written last",
            })
    void whatWasChangedIsFound(String act, String fault) throws Exception {
        append(5);
        sql(act);
        assertThat(audit.verify().fault()).startsWith(fault);
    }

    @Test
    void whatWasThereBeforeThereWereLinksStays() throws Exception {
        sql("insert into et_audit (number, at, who, what, subject, detail) values (7, now(), 'ada', 'x', 'y', 'z')");
        sql("update et_audit_head set unlinked = 7, number = 7");
        append(1);
        assertThat(audit.latest("", 9)).extracting(Written::number).containsExactly(8L, 7L);
        assertThat(audit.entry(7)).get().extracting(Written::link).isEqualTo("");
        Verdict verdict = audit.verify();
        assertThat(verdict.first()).isEqualTo(8);
        assertThat(verdict.fault()).isEmpty();
    }

    @Test
    void withoutItsHeadNothingIsAppended() throws Exception {
        sql("delete from et_audit_head");
        assertThatThrownBy(() -> append(1)).isInstanceOf(StoreException.class).hasMessageContaining("tampered");
        assertThat(audit.latest("", 9)).isEmpty();
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            audit.append(new Entry(NOW, "ada", "a", "bc", "d" + i));
        }
    }

    private void sql(String statement) throws SQLException {
        database.transactRows("tamper", connection -> {
            try (var update = connection.createStatement()) {
                return update.executeUpdate(statement);
            }
        });
    }
}
