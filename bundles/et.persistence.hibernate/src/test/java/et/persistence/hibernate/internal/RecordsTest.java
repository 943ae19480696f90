package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.AuditStore.Entry;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit and the record of hotfixes. */
class RecordsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    @TempDir
    static Path folder;

    private static Database database;

    @BeforeAll
    static void open() {
        database = Databases.open(folder);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void auditReturnsTheNewestFirst() {
        var audit = new Audit(database);
        var first = new Entry(NOW, "operator", "hotfix.apply", "arena", "1.0.0 to 1.1.0");
        var second = new Entry(NOW.minusSeconds(5), "10.0.0.1", "token.replayed", "'; DROP TABLE et_audit; --", "");
        audit.append(first);
        audit.append(second);
        assertThat(audit.latest(10)).containsExactly(second, first);
        assertThat(audit.latest(1)).containsExactly(second);
    }

    @Test
    void auditKeepsOneLineThatFitsWhateverAStrangerWrites() {
        var audit = new Audit(database);
        audit.append(new Entry(NOW, "w".repeat(1000), "a\nb", "x\r\ny", "d".repeat(100_000)));
        assertThat(audit.latest(1)).singleElement().satisfies(entry -> {
            assertThat(entry.who()).hasSize(255).endsWith("…");
            assertThat(entry.what()).isEqualTo("a b");
            assertThat(entry.subject()).isEqualTo("x  y");
            assertThat(entry.detail()).hasSize(2000);
        });
    }

    @Test
    void hotfixesAreNumberedAndAdvance() {
        var later = NOW.plusSeconds(9);
        var hotfixes = new Hotfixes(database, () -> later);
        var first = hotfixes.begin(hotfix("arena", "", "1.0.0"));
        var second = hotfixes.begin(hotfix("arena", "1.0.0", "1.1.0"));
        var other = hotfixes.begin(hotfix("hello", "", "1.0.0"));
        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(hotfixes.latest("arena")).contains(second);

        hotfixes.advance(second.number(), Phase.SWITCHED, "{\"lost\":0}");
        assertThat(hotfixes.latest("arena")).get().satisfies(hotfix -> {
            assertThat(hotfix.phase()).isEqualTo(Phase.SWITCHED);
            assertThat(hotfix.receipt()).isEqualTo("{\"lost\":0}");
            assertThat(hotfix.changed()).isEqualTo(later);
            assertThat(hotfix.started()).isEqualTo(NOW);
        });
        hotfixes.advance(second.number(), Phase.ROLLED_BACK, "");
        assertThat(hotfixes.latest("arena")).contains(first);
        hotfixes.advance(first.number(), Phase.FAILED, "");
        assertThat(hotfixes.latest("arena")).isEmpty();
        assertThat(hotfixes.latest("hello")).contains(other);
        assertThat(hotfixes.history(2)).extracting(Hotfix::number).containsExactly(other.number(), second.number());
        assertThatThrownBy(() -> hotfixes.advance(12345, Phase.FAILED, ""))
                .hasMessage("hotfix 12345: there is no such hotfix");
    }

    private static Hotfix hotfix(String bundle, String from, String to) {
        return new Hotfix(0, bundle, from, to, "ab".repeat(32), Phase.STAGED, "operator", NOW, NOW, "");
    }
}
