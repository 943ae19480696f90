package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Logic;
import et.actor.Logics;
import et.actor.Policy;
import et.actor.Times;
import et.hotfix.Outcome;
import et.hotfix.Plan;
import et.hotfix.Status.Counted;
import et.hotfix.Verdict;
import et.persistence.HotfixStore.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies in three containers: all have the same one, whoever starts when, and the old version goes when nobody is on it. */
final class ClusterPolicyTest extends ClusterTest {

    @BeforeEach
    void nobodyIsOnTheOldVersion() {
        boxes.values().forEach(box -> box.logics.old = 0);
    }

    @Test
    void byIdleItCanBeConfirmedAsSoonAsNobodyIsLeft() throws Exception {
        Outcome applied = box(1).service.apply(jar("1.1.0"), "idle", false, ada);
        assertThat(applied.hotfix().phase()).isEqualTo(Phase.CANARY);
        assertThat(applied.receipt())
                .hasValueSatisfying(receipt -> assertThat(receipt.shares()).hasSize(3));
        assertThat(applied.sentence())
                .startsWith("game 1.1.0 serves, no actor had anything pending any more. et:hotfix confirm game");
        assertPolicy(Policy.IDLE);
        Outcome confirmed = box(2).service.confirm("game", ada);
        assertThat(confirmed.hotfix().phase()).isEqualTo(Phase.CONFIRMED);
        assertAll("1.1.0", "1.1.0");
        assertThat(boxes.values())
                .allSatisfy(box -> assertThat(box.logics.trying).isEmpty());
    }

    @Test
    void confirmedAtOnceWhenNobodyIsLeft() throws Exception {
        box(2).logics.old = 2;
        theFirstWaitsInVain();
        Outcome left = box(1).service.apply(jar("1.1.0"), "idle", true, ada);
        assertThat(left.hotfix().phase()).isEqualTo(Phase.CANARY);
        box(1).service.rollback("game", ada);
        assertAll("1.0.0", "1.0.0");
        box(2).logics.old = 0;
        assertThat(box(1).service
                        .apply(jar("1.1.0"), "idle", true, ada)
                        .hotfix()
                        .phase())
                .isEqualTo(Phase.CONFIRMED);
        assertAll("1.1.0", "1.1.0");
    }

    @Test
    void whoIsLeftIsNamedAndKeepsItFromBeingConfirmed() throws Exception {
        box(2).logics.old = 2;
        theFirstWaitsInVain();
        Outcome applied = box(1).service.apply(jar("1.1.0"), "idle", false, ada);
        assertThat(applied.sentence())
                .contains("2 live actors are still on 1.0.0 (player/7, player/9). et:hotfix confirm game")
                .contains("et:hotfix switch game lets all go over now");
        assertThat(box(3).service.status().counted())
                .containsEntry(
                        "game",
                        List.of(
                                new Counted("player", "1.0.0", 2, List.of("7", "9")),
                                new Counted("player", "1.1.0", 3, List.of("8", "8", "8"))));
        assertThatThrownBy(() -> box(3).service.confirm("game", ada))
                .hasMessage("2 live actors are still on 1.0.0 (player/7, player/9), by the policy idle: wait, or"
                        + " et:hotfix switch game lets all go over now. Not confirmed");
        assertPolicy(Policy.IDLE);
        box(2).logics.old = 0;
        until(() -> box(3).service.status().counted().get("game").get(0).actors() == 0);
        box(3).service.confirm("game", ada);
        assertAll("1.1.0", "1.1.0");
    }

    @Test
    void byEndStoredActorsKeepItFromBeingConfirmed() throws Exception {
        boxes.values()
                .forEach(box -> box.logics.figures.add(
                        new Logics.Figures("player", "1.1.0", true, 1000, 500, 0, 0, 0, 0, 0, Times.none())));
        box(1).service.apply(declaring("1.1.0", "end"), "", false, ada);
        assertPolicy(Policy.END);
        until(() -> counted() == 3);
        assertThat(store.steps(store.latest("game").orElseThrow().number()))
                .as("a policy is not compared")
                .allSatisfy(step ->
                        assertThat(Parts.read(step.detail()).getComparedList()).isEmpty());
        box(3).logics.asleep = new Logics.Asleep(5, List.of("player/5"), true);
        assertThatThrownBy(() -> box(3).service.confirm("game", ada))
                .hasMessageStartingWith("5 stored actors are for 1.0.0 (player/5, ...), by the policy end: wait, or");
        box(3).logics.asleep = new Logics.Asleep(0, List.of(), false);
        assertThatThrownBy(() -> box(3).service.confirm("game", ada))
                .hasMessageContaining("not every stored actor could be looked at within 20 s");
        assertPolicy(Policy.END);
        // An operator need not wait.
        Outcome all = box(2).service.switchAll("game", ada);
        assertThat(all.hotfix().phase()).isEqualTo(Phase.SWITCHED);
        assertAll("1.1.0", "1.0.0", "1.1.0");
        box(3).service.confirm("game", ada);
        assertAll("1.1.0", "1.1.0");
    }

    @Test
    void whoHasNotCountedIsWaitedForAndWhoIsGoneIsNot() throws Exception {
        box(2).logics.old = 2;
        box(1).service.apply(jar("1.1.0"), "new", false, ada);
        until(() -> counted() == 3);
        box(2).die();
        // Its actors are loaded elsewhere, and whoever of them is for the old version is in the rows.
        assertThat(box(3).service.status().counted().get("game"))
                .extracting(Counted::actors)
                .containsExactly(0, 2);
        boxes.values().forEach(box -> box.logics.cannotCount = true);
        box(2).comeBack();
        // What it counted before it died stands until it has begun anew.
        until(() -> counted() == 2);
        assertThatThrownBy(() -> box(3).service.confirm("game", ada))
                .hasMessageStartingWith("there is no count of the actors of logic-2 yet, by the policy new: wait");
        boxes.values().forEach(box -> box.logics.cannotCount = false);
        box(2).logics.old = 0;
        until(() -> counted() == 3);
        box(3).service.confirm("game", ada);
        assertAll("1.1.0", "1.1.0");
    }

    @Test
    void whoStartsMeanwhileHasThePolicyBeforeItServes() throws Exception {
        box(2).die();
        box(1).service.apply(jar("1.1.0"), "end", false, ada);
        box(3).die();
        box(3).logics.calls.clear();
        box(3).comeBack();
        assertThat(List.copyOf(box(3).logics.calls).subList(0, 2))
                .as("before its bundles come up")
                .containsExactlyInAnyOrder("reserve game 1.1.0 end", "pin game 1.0.0");
        box(2).comeBack();
        until(() -> boxes.values().stream().allMatch(box -> box.logics.calls.contains("canary game 1.1.0 end")));
        assertPolicy(Policy.END);
        box(1).service.rollback("game", ada);
        assertAll("1.0.0", "1.0.0");
        assertThat(boxes.values())
                .allSatisfy(box -> assertThat(box.logics.trying).isEmpty());
    }

    @Test
    void whenOneCannotBeginItAllGoBack() throws Exception {
        box(2).logics.failures.put("canary", new IllegalStateException("a lane is stuck"));
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "idle", false, ada))
                .hasMessageContaining("logic-2: ")
                .hasMessageContaining("a lane is stuck. It was taken back");
        assertAll("1.0.0", "1.0.0");
    }

    @Test
    void anOperatorsPolicyGoesBeforeTheBundles() throws Exception {
        Plan plan = box(1).service.plan(declaring("1.1.0", "new"), ada);
        assertThat(plan.rule()).isEqualTo("new");
        assertThat(plan.verdict()).isEqualTo(Verdict.HOT);
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "later", false, ada))
                .hasMessage("policy: later (expected: now, idle, end or new)");
        box(1).service.apply(declaring("1.1.0", "new"), "now", false, ada);
        assertAll("1.1.0", "1.0.0", "1.1.0");
        box(1).service.confirm("game", ada);
        assertThat(box(1).service.plan(jar("1.2.0"), ada).rule()).isEmpty();
    }

    @Test
    void aPolicyIsNoCanary() throws Exception {
        assertThatThrownBy(() -> box(1).service.canary(declaring("1.1.0", "end"), "10%", ada))
                .hasMessageContaining("game 1.1.0 declares Et-Policy: end");
        box(1).service.apply(jar("1.1.0"), "end", false, ada);
        assertThatThrownBy(() -> box(1).service.widen("game", "50%", ada))
                .hasMessageContaining("goes over by the policy end, there is no canary to widen");
        assertThatThrownBy(() -> box(1).service.comparison("game")).hasMessageContaining("has had no canary");
        assertThatThrownBy(() -> box(1).service.apply(jar("1.2.0"), "", false, ada))
                .hasMessageContaining("is not confirmed: et:hotfix confirm game");
        assertPolicy(Policy.END);
    }

    @Test
    void whatRowsNameAlreadyCannotBeToldApart() throws Exception {
        box(1).service.apply(jar("1.1.0"), "now", false, ada);
        box(1).service.rollback("game", ada);
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "end", false, ada))
                .hasMessageContaining("policy end: game 1.1.0 has served before (hotfix 1)");
        assertThat(box(1).service.plan(declaring("1.1.0", "new"), ada).reasons())
                .singleElement()
                .asString()
                .startsWith("policy new: game 1.1.0 has served before");
        box(1).service.apply(jar("1.1.0"), "idle", false, ada);
        assertPolicy(Policy.IDLE);
    }

    @Test
    void byEndATypeHasToSayWhenItIsOver() throws Exception {
        boxes.values().forEach(box -> box.logics.ends = false);
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "end", false, ada))
                .hasMessageContaining("policy end: no type of the version that serves says when an actor is over");
        assertAll("1.0.0", "1.0.0");
        box(1).service.apply(jar("1.1.0"), "new", false, ada);
        assertPolicy(Policy.NEW);
    }

    /** So long that all have counted by then; and to its end, as somebody is left. */
    private void theFirstWaitsInVain() {
        idle = Duration.ofSeconds(5);
        box(1).die();
        box(1).comeBack();
    }

    private int counted() {
        return (int) store.steps(store.latest("game").orElseThrow().number()).stream()
                .filter(step -> cluster.members.containsKey(step.container()))
                .filter(step -> Parts.read(step.detail()).hasCounts())
                .count();
    }

    /** Both versions are everywhere, and the same policy says who has which. */
    private void assertPolicy(Policy policy) {
        var wanted = new Logics.Trying("1.1.0", policy);
        until(() -> boxes.values().stream()
                .allMatch(box -> wanted.equals(box.logics.trying.get("game"))
                        && box.active().equals("1.0.0")
                        && "1.0.0".equals(box.logics.pins.get("game"))
                        && box.logics.all().stream()
                                .map(Logic::version)
                                .toList()
                                .equals(List.of("1.0.0", "1.1.0"))));
    }

    private String declaring(String version, String policy) {
        return Jars.bundle("game", version)
                .header("Et-Policy", policy)
                .write(directory)
                .toString();
    }
}
