package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.hotfix.Plan;
import et.persistence.AuditStore.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit tells of a hotfix who asked for it from where, which bytes by which plan, when each container had followed, and what came of it. */
final class StoryTest extends ClusterTest {

    @Test
    void aHotfixIsToldFromItsBeginningToItsEnd() throws Exception {
        Plan plan = box(1).service.plan(jar("1.1.0"), ada);
        long number =
                box(1).service.apply(jar("1.1.0"), "", false, ada).hotfix().number();
        box(2).service.confirm("game", ada);
        until(() -> story(number).contains("hotfix.followed confirmed at logic-3"));
        assertThat(story(number))
                .contains(
                        "hotfix.begun from 1.0.0, SHA-256 " + plan.digest()
                                + ", signed by ada, asked for at logic-1, ssh from 10.1.2.3",
                        "hotfix.planned plan " + plan.fingerprint() + ", HOT, 9 live states tried, 0 migrated",
                        "hotfix.followed staged at logic-1",
                        "hotfix.followed staged at logic-2",
                        "hotfix.followed staged at logic-3",
                        "hotfix.followed switched at logic-3, 3 live actors, no lane paused longer than 42 us",
                        "hotfix.apply 1.0.0 -> 1.1.0, switched, clean, asked for at logic-1, ssh from 10.1.2.3",
                        "hotfix.followed confirming at logic-2",
                        "hotfix.confirm 1.0.0 -> 1.1.0, confirmed, asked for at logic-2, ssh from 10.1.2.3")
                .doesNotHaveDuplicates();
        assertThat(story(number).get(0)).startsWith("hotfix.begun");
        assertThat(story(number)
                        .indexOf(
                                "hotfix.planned plan " + plan.fingerprint() + ", HOT, 9 live states tried, 0 migrated"))
                .isGreaterThan(story(number).indexOf("hotfix.followed staged at logic-3"));
        assertThat(store.entries)
                .filteredOn(entry -> entry.what().equals("hotfix.plan"))
                .extracting(Entry::detail)
                .containsExactly(
                        "asked for at logic-1, ssh from 10.1.2.3",
                        "game 1.0.0 -> 1.1.0: plan " + plan.fingerprint() + ", HOT, SHA-256 " + plan.digest());
    }

    @Test
    void whyNothingCameOfItIsToldToo() {
        box(3).logics.failures.put("trial", new IllegalStateException("the disk is full"));
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "", false, ada))
                .hasMessageContaining("the disk is full");
        long number = store.history(1).get(0).number();
        until(() -> story(number).contains("hotfix.followed failed at logic-3"));
        assertThat(story(number))
                .contains(
                        "hotfix.followed staged at logic-3, failed: the disk is full",
                        "hotfix.failed logic-3: the disk is full");
    }

    @Test
    void aContainerThatComesBackHasNothingNewToTell() throws Exception {
        long number =
                box(1).service.apply(jar("1.1.0"), "", false, ada).hotfix().number();
        until(() -> story(number).stream().anyMatch(line -> line.startsWith("hotfix.followed switched at logic-2")));
        box(2).die();
        box(2).comeBack();
        box(2).service.confirm("game", ada);
        until(() -> story(number).contains("hotfix.followed confirmed at logic-3"));
        assertThat(story(number))
                .filteredOn(line -> line.startsWith("hotfix.followed switched at logic-2"))
                .hasSize(1);
    }

    @Test
    void plansAreToldApartByWhatWouldChange() throws Exception {
        Plan one = box(1).service.plan(jar("1.1.0"), ada);
        assertThat(one.fingerprint()).hasSize(16);
        assertThat(box(2).service.plan(jar("1.1.0"), ada).fingerprint()).isEqualTo(one.fingerprint());
        assertThat(box(1).service.plan(jar("1.2.0"), ada).fingerprint()).isNotEqualTo(one.fingerprint());
    }

    /** What the audit says of it, in order. */
    private List<String> story(long number) {
        String mark = "hotfix " + number + ": ";
        return store.entries.stream()
                .filter(entry -> entry.detail().startsWith(mark))
                .map(entry -> entry.what() + " " + entry.detail().substring(mark.length()))
                .toList();
    }
}
