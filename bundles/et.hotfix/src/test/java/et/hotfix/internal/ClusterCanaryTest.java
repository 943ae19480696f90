package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Canary;
import et.actor.Logics;
import et.actor.Times;
import et.cluster.Member;
import et.hotfix.Outcome;
import et.persistence.HotfixStore.Phase;
import et.signature.Judgement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Canaries in three containers: all have the same one, whoever starts when, and one of them judges it for all. */
final class ClusterCanaryTest extends ClusterTest {

    @Test
    void aCanaryIsForTheSameActorsInAllContainersAndThenForAll() throws Exception {
        Outcome begun = box(1).service.canary(jar("1.1.0"), "10%,player/7", ada);
        assertThat(begun.hotfix().phase()).isEqualTo(Phase.CANARY);
        assertThat(begun.receipt())
                .hasValueSatisfying(receipt -> assertThat(receipt.shares()).hasSize(3));
        assertThat(begun.sentence()).contains("1.1.0 serves 10%,player/7, 1.0.0 the others", "et:hotfix watch game");
        assertCanary("10%,player/7");
        assertThatThrownBy(() -> box(2).service.confirm("game", ada))
                .hasMessageContaining("et:hotfix switch game first");
        assertThatThrownBy(() -> box(2).service.apply(jar("1.2.0"), "", false, ada))
                .hasMessageContaining("as a canary: et:hotfix switch game");
        assertThatThrownBy(() -> box(2).service.widen("game", "5%", ada)).hasMessageContaining("a canary only grows");

        box(2).service.widen("game", "50%", ada);
        assertCanary("50%,player/7");
        Outcome all = box(3).service.switchAll("game", ada);
        assertThat(all.receipt())
                .hasValueSatisfying(receipt -> assertThat(receipt.shares()).hasSize(3));
        assertAll("1.1.0", "1.0.0", "1.1.0");
        assertThat(boxes.values())
                .allSatisfy(box -> assertThat(box.logics.trying).isEmpty());
        assertThatThrownBy(() -> box(1).service.widen("game", "60%", ada)).hasMessageContaining("serves all already");
        box(1).service.confirm("game", ada);
        assertAll("1.1.0", "1.1.0");
        assertThat(store.entries).extracting(e -> e.what()).contains("hotfix.canary", "hotfix.widen", "hotfix.switch");
    }

    @Test
    void aCanaryIsTakenBackByHand() throws Exception {
        box(1).service.canary(jar("1.1.0"), "10%", ada);
        Outcome back = box(2).service.rollback("game", ada);
        assertThat(back.sentence()).contains("game 1.0.0 serves again");
        assertAll("1.0.0", "1.0.0");
        assertThat(boxes.values()).allSatisfy(box -> {
            assertThat(box.logics.trying).isEmpty();
            assertThat(box.logics.calls).contains("revert game 1.0.0", "settle game");
        });
    }

    @Test
    void whenOneCannotBeginTheCanaryNobodyDoes() throws Exception {
        box(2).logics.failures.put("canary", new IllegalStateException("a lane is stuck"));
        assertThatThrownBy(() -> box(1).service.canary(jar("1.1.0"), "10%", ada))
                .hasMessageContaining("logic-2: ")
                .hasMessageContaining("a lane is stuck")
                .hasMessageContaining("The canary was taken back");
        assertAll("1.0.0", "1.0.0");
        assertThat(boxes.values())
                .allSatisfy(box -> assertThat(box.logics.trying).isEmpty());
    }

    @Test
    void whatACanaryNeedsAndIsRefusedIsSaidAtOnce() throws Exception {
        box(1).service.canary(jar("1.1.0"), "10%", ada);
        Box third = box(3);
        third.die();
        Installed held = third.staging.installed("game").get(1);
        third.signatures.installed.put(held.id(), new Judgement(false, "ada", "c0de", "its code is revoked"));
        third.comeBack();
        until(() -> cluster.drained.contains("logic-3"));
        third.signatures.installed.clear();
        until(() -> cluster.drained.isEmpty());
        assertCanary("10%");
    }

    @Test
    void whoStartsInACanaryHasTheSameOneBeforeItServes() throws Exception {
        box(2).die();
        box(1).service.canary(jar("1.1.0"), "10%", ada);
        box(3).die();
        box(3).logics.calls.clear();
        box(3).comeBack();
        assertThat(List.copyOf(box(3).logics.calls).subList(0, 2))
                .as("before its bundles come up")
                .containsExactlyInAnyOrder("reserve game 1.1.0 10%", "pin game 1.0.0");
        // It was away when the canary began: it fetches the bundle.
        box(2).comeBack();
        until(() -> boxes.values().stream().allMatch(box -> box.logics.calls.contains("canary game 1.1.0 10%")));
        assertCanary("10%");
        box(1).service.widen("game", "20%", ada);
        assertCanary("20%");
        box(1).service.switchAll("game", ada);
        assertAll("1.1.0", "1.0.0", "1.1.0");
    }

    @Test
    void whenTheLeaderDiesInTheCanaryTheOthersBeginIt() throws Exception {
        box(1).logics.during.put("canary", () -> box(1).die());
        assertThatThrownBy(() -> box(1).service.canary(jar("1.1.0"), "10%", ada))
                .isNotNull();
        releaseTheTurnOfTheDead();
        box(1).logics.during.clear();
        until(() -> !box(2).logics.trying.isEmpty() && !box(3).logics.trying.isEmpty());
        box(1).comeBack();
        assertCanary("10%");
        box(2).service.rollback("game", ada);
        assertAll("1.0.0", "1.0.0");
    }

    @Test
    void aBreachTakesItBackEverywhere() throws Exception {
        box(1).service.canary(jar("1.1.0"), "10%", ada);
        boxes.values().forEach(box -> box.logics.figures.addAll(figures(900, 0, 100, 0)));
        until(() -> box(3).service.comparison("game").sides().stream()
                .anyMatch(side -> side.tried() && side.messages() == 300 && side.actors() == 3));
        assertCanary("10%");
        assertThat(box(3).service.comparison("game").judge()).isEqualTo("logic-1");
        // Only one of them sees errors, and another one judges.
        box(2).logics.figures.clear();
        box(2).logics.figures.addAll(figures(900, 0, 100, 30));
        until(() -> store.history(1).get(0).phase() == Phase.ROLLED_BACK);
        assertAll("1.0.0", "1.0.0");
        String why = "player: 30 of 300 handlers of 1.1.0 threw, 0 of 2700 of 1.0.0";
        assertThat(box(3).service.comparison("game").steppedBack()).isEqualTo(why);
        assertThat(box(3).service.status().steppedBack()).containsEntry("game", why);
        assertThat(store.entries)
                .filteredOn(e -> e.what().equals("hotfix.stepback"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.who()).isEqualTo("et");
                    assertThat(entry.subject()).isEqualTo("game 1.1.0");
                    assertThat(entry.detail()).isEqualTo("hotfix 1: judged by logic-1: " + why);
                });
    }

    @Test
    void aBreachBeforeAllHaveBegunItIsToldToWhoAppliesIt() throws Exception {
        box(1).logics.figures.addAll(figures(900, 0, 100, 30));
        box(3).logics.during.put("canary", () -> {
            box(3).logics.during.clear();
            until(() -> store.history(1).get(0).phase() == Phase.ROLLED_BACK);
        });
        assertThatThrownBy(() -> box(1).service.canary(jar("1.1.0"), "10%", ada))
                .hasMessage("game 1.1.0 stepped back by itself (player: 30 of 100 handlers of 1.1.0 threw, 0 of 900 of"
                        + " 1.0.0). game 1.0.0 goes on: et:hotfix history 1 tells the whole story");
        assertAll("1.0.0", "1.0.0");
    }

    @Test
    void whenTheJudgeDiesAnotherOneJudges() throws Exception {
        box(1).service.canary(jar("1.1.0"), "10%", ada);
        box(1).die();
        // It takes the others a while to be sure.
        cluster.members.put("logic-1", Member.State.UNREACHABLE);
        box(3).logics.figures.addAll(figures(1000, 0, 100, 30));
        until(() -> box(2).active().equals("1.0.0") && box(2).logics.trying.isEmpty());
        until(() -> box(3).versions().equals(List.of("1.0.0")));
        box(1).comeBack();
        assertAll("1.0.0", "1.0.0");
        assertThat(box(1).logics.trying).isEmpty();
    }

    private static List<Logics.Figures> figures(long old, long oldErrors, long tried, long triedErrors) {
        return List.of(
                new Logics.Figures("player", "1.0.0", false, old, oldErrors, 0, 0, 0, 0, 0, Times.none()),
                new Logics.Figures("player", "1.1.0", true, tried, triedErrors, 0, 0, 0, 0, 0, Times.none()));
    }

    /** Both versions are everywhere, and the same actors have the new one. */
    private void assertCanary(String text) {
        var wanted = new Logics.Trying(
                "1.1.0", Canary.parse(text, store.latest("game").orElseThrow().number()));
        until(() -> boxes.values().stream()
                .allMatch(box -> wanted.equals(box.logics.trying.get("game"))
                        && box.active().equals("1.0.0")
                        && "1.0.0".equals(box.logics.pins.get("game"))
                        && box.versions().equals(List.of("1.0.0", "1.1.0"))));
    }
}
