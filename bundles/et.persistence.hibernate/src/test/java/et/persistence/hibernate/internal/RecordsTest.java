package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.AuditStore.Entry;
import et.persistence.AuditTrail.Written;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.persistence.HotfixStore.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit and the record of hotfixes. */
class RecordsTest {

    private static final byte[] BYTES = "a bundle".getBytes(StandardCharsets.UTF_8);

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
        if (database != null) {
            database.close();
        }
    }

    @Test
    void auditReturnsTheNewestFirst() {
        var audit = new Audit(database);
        var first = new Entry(NOW, "operator", "hotfix.apply", "arena", "1.0.0 to 1.1.0");
        var second = new Entry(NOW.minusSeconds(5), "10.0.0.1", "token.replayed", "'; DROP TABLE et_audit; --", "");
        audit.append(first);
        audit.append(second);
        assertThat(audit.latest("", 10)).extracting(Written::entry).startsWith(second, first);
        assertThat(audit.latest("hotfix.", 1)).extracting(Written::entry).containsExactly(first);
        assertThat(audit.latest("%", 10)).isEmpty();
        assertThat(audit.latest("", 1))
                .singleElement()
                .satisfies(newest -> assertThat(audit.entry(newest.number())).contains(newest));
        assertThat(audit.entry(1_000_000)).isEmpty();
    }

    @Test
    void auditKeepsOneLineThatFitsWhateverAStrangerWrites() {
        var audit = new Audit(database);
        audit.append(new Entry(NOW, "w".repeat(1000), "a\nb", "x\r\ny", "d".repeat(100_000)));
        assertThat(audit.latest("", 1))
                .singleElement()
                .extracting(Written::entry)
                .satisfies(entry -> {
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
        var first = hotfixes.begin(hotfix("arena", "", "1.0.0"), BYTES);
        var second = hotfixes.begin(hotfix("arena", "1.0.0", "1.1.0"), BYTES);
        var other = hotfixes.begin(hotfix("hello", "", "1.0.0"), BYTES);
        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(hotfixes.latest("arena")).contains(second);

        assertThat(hotfixes.advance(second.number(), Phase.STAGED, Phase.SWITCHED, "{\"lost\":0}"))
                .isTrue();
        assertThat(hotfixes.advance(second.number(), Phase.STAGED, Phase.FAILED, ""))
                .as("a second decision")
                .isFalse();
        assertThat(hotfixes.latest("arena")).get().satisfies(hotfix -> {
            assertThat(hotfix.phase()).isEqualTo(Phase.SWITCHED);
            assertThat(hotfix.receipt()).isEqualTo("{\"lost\":0}");
            assertThat(hotfix.changed()).isEqualTo(later);
            assertThat(hotfix.started()).isEqualTo(NOW);
        });
        hotfixes.advance(second.number(), Phase.SWITCHED, Phase.ROLLED_BACK, "");
        assertThat(hotfixes.latest("arena")).contains(first);
        assertThat(hotfixes.standing())
                .extracting(Hotfix::number)
                .containsExactly(first.number(), second.number(), other.number());
        hotfixes.advance(first.number(), Phase.STAGED, Phase.FAILED, "");
        assertThat(hotfixes.latest("arena")).isEmpty();
        assertThat(hotfixes.latest("hello")).contains(other);
        assertThat(hotfixes.history(2)).extracting(Hotfix::number).containsExactly(other.number(), second.number());
        assertThatThrownBy(() -> hotfixes.advance(12345, Phase.STAGED, Phase.FAILED, ""))
                .hasMessage("hotfix 12345: there is no such hotfix");
    }

    @Test
    void aPlanIsSeenWhileItIsMadeAndLeavesNothing() {
        var hotfixes = new Hotfixes(database, () -> NOW);
        var first = hotfixes.begin(hotfix("plan", "", "1.0.0"), BYTES);
        var plan = hotfixes.begin(
                new Hotfix(0, "plan", "1.0.0", "2.0.0", "cd".repeat(32), Phase.PLANNED, "operator", NOW, NOW, "", ""),
                new byte[3 << 20]);
        hotfixes.done(plan.number(), new Step("logic-1", Phase.PLANNED, new byte[] {1}));
        assertThat(hotfixes.standing()).extracting(Hotfix::number).contains(first.number(), plan.number());
        assertThat(hotfixes.history(1)).containsExactly(first);
        assertThat(hotfixes.latest("plan")).contains(first);
        assertThat(hotfixes.bytes("cd".repeat(32)))
                .get()
                .satisfies(bytes -> assertThat(bytes).hasSize(3 << 20));

        long before = hotfixes.changes();
        hotfixes.forget(plan.number());
        hotfixes.forget(first.number());
        hotfixes.tidy();
        assertThat(hotfixes.changes()).isGreaterThan(before);
        assertThat(hotfixes.standing())
                .extracting(Hotfix::number)
                .contains(first.number())
                .doesNotContain(plan.number());
        assertThat(hotfixes.steps(plan.number())).isEmpty();
        assertThat(hotfixes.bytes("cd".repeat(32))).isEmpty();
        assertThat(hotfixes.bytes("ab".repeat(32))).isPresent();
    }

    @Test
    void aCanaryIsWidenedWhileItIsOne() {
        var hotfixes = new Hotfixes(database, () -> NOW);
        var begun = hotfixes.begin(
                new Hotfix(0, "zoo", "1.0.0", "2.0.0", "ef".repeat(32), Phase.STAGED, "operator", NOW, NOW, "", "10%"),
                BYTES);
        assertThat(begun.canary()).isEqualTo("10%");
        assertThat(hotfixes.widen(begun.number(), "10%", "50%")).as("not yet").isFalse();
        hotfixes.advance(begun.number(), Phase.STAGED, Phase.CANARY, "");
        long before = hotfixes.changes();
        assertThat(hotfixes.widen(begun.number(), "10%", "50%")).isTrue();
        assertThat(hotfixes.changes()).isGreaterThan(before);
        assertThat(hotfixes.widen(begun.number(), "10%", "90%"))
                .as("another operator was faster")
                .isFalse();
        assertThat(hotfixes.latest("zoo")).get().satisfies(hotfix -> {
            assertThat(hotfix.phase()).isEqualTo(Phase.CANARY);
            assertThat(hotfix.canary()).isEqualTo("50%");
        });
    }

    @Test
    void eachContainerHasOneStepOfAHotfix() {
        var hotfixes = new Hotfixes(database, () -> NOW);
        hotfixes.done(777, new Step("logic-2", Phase.STAGED, new byte[] {1}));
        hotfixes.done(777, new Step("logic-1", Phase.STAGED, new byte[] {2}));
        hotfixes.done(777, new Step("logic-2", Phase.SWITCHED, new byte[] {3}));
        assertThat(hotfixes.steps(777))
                .extracting(step -> step.container() + " " + step.phase() + " " + step.detail()[0])
                .containsExactly("logic-1 STAGED 2", "logic-2 SWITCHED 3");
    }

    @Test
    void theTurnIsOneContainersUntilItGivesItBackOrItsTimeIsOver() {
        var hotfixes = new Hotfixes(database, () -> NOW);
        assertThat(hotfixes.holder()).isEmpty();
        assertThat(hotfixes.take("logic-1", "ada: apply", Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(hotfixes.take("logic-1", "ada: apply", Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(hotfixes.take("logic-2", "bob: apply", Duration.ofMinutes(1)))
                .contains("ada: apply");
        hotfixes.release("logic-2");
        assertThat(hotfixes.holder()).contains("logic-1");
        hotfixes.release("logic-1");
        assertThat(hotfixes.holder()).isEmpty();
        assertThat(hotfixes.take("logic-1", "dies", Duration.ZERO)).isEmpty();
        assertThat(hotfixes.holder()).isEmpty();
        assertThat(hotfixes.take("logic-2", "bob: apply", Duration.ofMinutes(1)))
                .isEmpty();
        hotfixes.release("logic-2");
    }

    private static Hotfix hotfix(String bundle, String from, String to) {
        return new Hotfix(0, bundle, from, to, "ab".repeat(32), Phase.STAGED, "operator", NOW, NOW, "", "");
    }
}
