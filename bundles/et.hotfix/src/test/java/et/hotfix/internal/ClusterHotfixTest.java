package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Logic;
import et.actor.Logics;
import et.actor.Replayed;
import et.cluster.Member;
import et.hotfix.HotfixException;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Plan;
import et.hotfix.Receipt;
import et.hotfix.Verdict;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.signature.Judgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A hotfix through three containers that share the records: all of them or none, whoever dies when. */
final class ClusterHotfixTest extends ClusterTest {

    @Test
    void aPlanAsksEverybodyAndChangesNothing() {
        box(2).logics.trial = new Logics.Trial(40, 0, 0, List.of());
        Plan plan = box(1).service.plan(jar("1.1.0"), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.HOT);
        assertThat(plan.tried()).isEqualTo(3 + 40 + 3);
        assertAll("1.0.0", "1.0.0");
        assertThat(store.standing()).isEmpty();
    }

    @Test
    void aPlanTellsWhatBecameOfAllThatWasRecorded() {
        var lost = new Replayed.Difference("player/9", "timer tick", true, "it fails: too bad; recorded: it succeeds");
        var other = new Replayed.Difference("player/7", "timer tick", false, "it replies 1; recorded: it replies 2");
        box(1).logics.replayed = new Replayed(10, 2, 8, 0, 2, 0, 0, List.of(other));
        box(3).logics.replayed = new Replayed(20, 3, 15, 1, 2, 1, 1, List.of(lost, other));
        Plan plan = box(1).service.plan(jar("1.1.0"), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.HOT);
        assertThat(plan.replayed()).isEqualTo(new Replayed(30, 5, 23, 1, 4, 1, 1, List.of(lost, other, other)));
        assertThat(plan.warnings())
                .contains(
                        "logic-3: the new code fails for 1 recorded message that went well: see et:hotfix replay with the"
                                + " same file");
        // Whoever applies has looked at it, and is not to wait for it.
        box(1).logics.calls.clear();
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        assertThat(box(1).logics.calls).contains("trial").doesNotContain("replay");
    }

    @Test
    void aHandlerThatDoesNotComeBackIsAReason() {
        var never = new CompletableFuture<Void>();
        box(2).logics.during.put("replay", never::join);
        Plan plan = box(1).service.plan(jar("1.1.0"), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.REFUSE);
        assertThat(plan.reasons())
                .containsExactly(
                        "logic-2: a handler does not come back with a message that was recorded (replaying took"
                                + " longer than 5 s): it loops, or waits");
        assertAll("1.0.0", "1.0.0");
        never.complete(null);
    }

    @Test
    void allSwitchAndGoBackAndStay() throws Exception {
        Outcome applied = box(2).service.apply(jar("1.1.0"), "", false, ada);
        assertThat(applied.receipt()).hasValueSatisfying(receipt -> {
            assertThat(receipt.shares()).extracting(Receipt.Share::container).containsExactlyElementsOf(ALL);
            assertThat(receipt.actors()).isEqualTo(9);
            assertThat(receipt.clean()).isTrue();
            assertThat(receipt.pauses().total()).isEqualTo(9);
        });
        // 512 and 18 432 ns: the upper ends of the two that FakeLogics tells.
        assertThat(applied.hotfix().receipt())
                .contains(
                        "\"skew_ms\":",
                        "\"paused\":9,\"paused_p50_us\":0.5,\"paused_p999_us\":18.4,\"paused_max_us\":18.4,"
                                + "\"paused_us\":[[0.5,6],[18.4,3]]");
        assertAll("1.1.0", "1.0.0", "1.1.0");
        // Whoever is asked leads.
        box(3).service.rollback("game", ada);
        assertAll("1.0.0", "1.0.0");
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        box(2).service.confirm("game", ada);
        assertAll("1.1.0", "1.1.0");
        assertThat(boxes.values())
                .allSatisfy(box -> assertThat(box.logics.calls).contains("settle game"));
    }

    @Test
    void eachWarmsUpWhatItStagesAndTheReceiptAndTheStatusSayHowFar() throws Exception {
        Outcome applied = box(2).service.apply(jar("1.1.0"), "", false, ada);
        Receipt receipt = applied.receipt().orElseThrow();
        assertThat(receipt.shares()).allSatisfy(share -> {
            assertThat(share.warmed().orElseThrow().messages()).isEqualTo(7);
            assertThat(share.warmed().orElseThrow().note()).isEmpty();
        });
        assertThat(applied.hotfix().receipt()).contains("\"warmed\":7,\"warmed_ms\":");
        assertThat(box(1).service.status().warmed().get("game")).containsOnlyKeys(ALL);
        Receipt back = box(1).service.rollback("game", ada).receipt().orElseThrow();
        assertThat(back.shares()).allSatisfy(share -> assertThat(share.warmed()).isEmpty());
        assertThat(box(1).service.status().warmed()).isEmpty();
    }

    @Test
    void whenOneCannotNobodyDoes() {
        box(3).staging.failures.put("resolve", new IllegalStateException("a package is missing"));
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "", false, ada))
                .isInstanceOf(HotfixException.class)
                .hasMessageContaining("logic-3: ")
                .hasMessageContaining("a package is missing")
                .hasMessageContaining("Nothing was changed");
        assertAll("1.0.0", "1.0.0");
        assertThat(store.history(1)).extracting(Hotfix::phase).containsExactly(Phase.FAILED);
    }

    @Test
    void aStateThatOneOfThemCannotReadRefusesItForAll() {
        box(2).logics.trial = new Logics.Trial(3, 3, 1, List.of("player/7: upgrade from 1 threw"));
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "", false, ada))
                .hasMessageContaining("logic-2: ")
                .hasMessageContaining("player/7: upgrade from 1 threw");
        assertAll("1.0.0", "1.0.0");
    }

    @Test
    void whenOneFailsInItsSwitchTheOthersAreTakenBack() throws Exception {
        box(2).logics.failures.put("activate", new IllegalStateException("a lane is stuck"));
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "", false, ada))
                .hasMessageContaining("logic-2: ")
                .hasMessageContaining("a lane is stuck")
                .hasMessageContaining("taken back");
        box(2).logics.failures.clear();
        assertAll("1.0.0", "1.0.0");
        assertThat(store.history(1)).extracting(Hotfix::phase).containsExactly(Phase.ROLLED_BACK);
    }

    @Test
    void whoDiesWhileItStagesIsNotWaitedForAndCatchesUp() throws Exception {
        box(3).logics.during.put("trial", () -> box(3).die());
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        box(3).logics.during.clear();
        assertThat(box(1).active()).isEqualTo("1.1.0");
        assertThat(box(2).active()).isEqualTo("1.1.0");
        box(3).comeBack();
        assertAll("1.1.0", "1.0.0", "1.1.0");
    }

    @Test
    void whenTheLeaderDiesBeforeTheDecisionNothingWasChanged() throws Exception {
        // The third one keeps the leader waiting, until it is gone.
        var asked = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        box(3).logics.during.put("trial", () -> {
            asked.countDown();
            await(gone);
        });
        var applying = CompletableFuture.runAsync(() -> box(1).service.apply(jar("1.1.0"), "", false, ada));
        await(asked);
        box(1).die();
        gone.countDown();
        assertThatThrownBy(() -> applying.get(20, TimeUnit.SECONDS)).isNotNull();
        releaseTheTurnOfTheDead();
        until(() -> store.history(1).get(0).phase() == Phase.FAILED);
        box(3).logics.during.clear();
        box(1).comeBack();
        assertAll("1.0.0", "1.0.0");
    }

    @Test
    void whenTheLeaderDiesAfterTheDecisionAllSwitch() throws Exception {
        box(1).logics.during.put("activate", () -> box(1).die());
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "", false, ada))
                .isNotNull();
        releaseTheTurnOfTheDead();
        box(1).logics.during.clear();
        until(() -> box(2).active().equals("1.1.0") && box(3).active().equals("1.1.0"));
        box(1).comeBack();
        assertAll("1.1.0", "1.0.0", "1.1.0");
    }

    @Test
    void whoWasAwayForAWholeHotfixFetchesIt() throws Exception {
        box(3).die();
        box(1).service.apply(jar("1.1.0"), "", true, ada);
        assertThat(box(3).versions()).containsExactly("1.0.0");
        box(3).comeBack();
        until(() -> box(3).active().equals("1.1.0"));
        box(3).die();
        box(2).service.apply(jar("1.2.0"), "", false, ada);
        box(2).service.rollback("game", ada);
        box(3).comeBack();
        until(() -> box(3).active().equals("1.1.0"));
    }

    @Test
    void whoDiesWhenAllConfirmTakesOutWhatWasReplacedWhenItIsBack() throws Exception {
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        box(3).die();
        box(1).service.confirm("game", ada);
        assertThat(box(3).versions()).containsExactly("1.0.0", "1.1.0");
        box(3).comeBack();
        assertAll("1.1.0", "1.1.0");
        // What is left over would be in the way of the next one.
        box(2).service.apply(jar("1.0.0"), "", true, ada);
        assertAll("1.0.0", "1.0.0");
    }

    @Test
    void whatWasReplacedIsTakenOutAlsoWhenOneOfItsTypesComesUpMeanwhile() throws Exception {
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        box(3).die();
        box(1).service.confirm("game", ada);
        var late = new Logic("arena", "game", "1.0.0", 7, 1, List.of(), false, Logic.Standing.CANDIDATE, "");
        box(3).logics.during.put("unpin", () -> {
            box(3).logics.during.clear();
            box(3).logics.comesUp(late);
        });
        box(3).comeBack();
        assertAll("1.1.0", "1.1.0");
    }

    @Test
    void whatIsRolledBackStaysAsLongAsAStoredStateNeedsIt() throws Exception {
        AtomicInteger left = new AtomicInteger(2);
        ahead(left);
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        assertThat(box(1).service.rollback("game", ada).sentence())
                .contains("1.1.0 serves nobody, and stays installed until no stored state needs its code");
        assertAll("1.0.0", "1.0.0", "1.1.0");
        // Nobody may take it for something that came by another way.
        box(2).die();
        box(2).comeBack();
        until(() -> box(2).logics.calls.contains("writeDown game 1.1.0"));
        assertAll("1.0.0", "1.0.0", "1.1.0");

        left.set(0);
        assertAll("1.0.0", "1.0.0");
        box(3).service.apply(jar("1.1.0"), "", true, ada);
        assertAll("1.1.0", "1.1.0");
    }

    @Test
    void whatIsLeavingServesNobodyWhateverIsTriedMeanwhile() throws Exception {
        AtomicInteger left = new AtomicInteger(2);
        ahead(left);
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        box(1).service.rollback("game", ada);
        box(1).service.plan(jar("1.2.0"), ada);
        assertAll("1.0.0", "1.0.0", "1.1.0");
        assertThat(box(2).logics.pins).containsEntry("game", "1.0.0");

        left.set(0);
        assertAll("1.0.0", "1.0.0");
        until(() -> box(2).logics.pins.isEmpty());
    }

    @Test
    void aLaterVersionIsConfirmedWhileOneIsLeaving() throws Exception {
        AtomicInteger left = new AtomicInteger(2);
        ahead(left);
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        box(1).service.rollback("game", ada);
        box(1).service.apply(jar("1.2.0"), "", true, ada);
        assertAll("1.2.0", "1.1.0", "1.2.0");
        left.set(0);
        assertAll("1.2.0", "1.2.0");
    }

    @Test
    void whatIsRolledBackStaysUntilNobodyServesItAnyMore() throws Exception {
        ahead(new AtomicInteger());
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        CountDownLatch slow = new CountDownLatch(1);
        box(3).logics.during.put("revert", () -> await(slow));
        var rollback = CompletableFuture.runAsync(() -> rollback(box(1)));
        until(() -> box(1).active().equals("1.0.0") && box(2).active().equals("1.0.0"));
        until(() -> box(2).logics.calls.contains("writeDown game 1.1.0"));
        assertThat(box(2).versions()).containsExactly("1.0.0", "1.1.0");
        slow.countDown();
        rollback.join();
        assertAll("1.0.0", "1.0.0");
    }

    private void rollback(Box box) {
        try {
            box.service.rollback("game", ada);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** States of the new version cannot be read by the old one, and so many are stored. */
    private void ahead(AtomicInteger left) {
        for (Box box : boxes.values()) {
            box.logics.ahead = true;
            box.logics.written = left::get;
        }
    }

    @Test
    void whoWasAwayWhenAnOlderVersionWasConfirmedFetchesIt() throws Exception {
        box(1).service.apply(jar("1.1.0"), "", true, ada);
        assertAll("1.1.0", "1.1.0");
        box(3).die();
        box(1).service.apply(jar("1.0.0"), "", true, ada);
        assertThat(box(3).versions()).containsExactly("1.1.0");
        box(3).comeBack();
        assertAll("1.0.0", "1.0.0");
    }

    @Test
    void whoCannotFollowADecisionGivesItsShardsAwayUntilItCan() throws Exception {
        box(3).die();
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        box(3).staging.failures.put("start", new IllegalStateException("the disk is full"));
        box(3).comeBack();
        until(() -> cluster.drained.contains("logic-3"));
        box(3).staging.failures.clear();
        until(() -> cluster.drained.isEmpty());
        assertAll("1.1.0", "1.0.0", "1.1.0");
    }

    @Test
    void whatTheRecordsHaveIsJudgedByWhoeverFetchesIt() throws Exception {
        box(3).die();
        box(1).service.apply(jar("1.1.0"), "", true, ada);
        box(3).signatures.refusal = "its code is revoked";
        box(3).comeBack();
        until(() -> cluster.drained.contains("logic-3"));
        assertThat(box(3).versions()).containsExactly("1.0.0");
        assertThat(box(3).signatures.judged)
                .allSatisfy(bytes -> assertThat(bytes).isEqualTo(bytes(jar("1.1.0"))));
        // The operator has corrected the files.
        box(3).signatures.refusal = "";
        until(() -> cluster.drained.isEmpty());
        assertThat(box(3).active()).isEqualTo("1.1.0");
    }

    @Test
    void whatIsHereAndRefusedIsSaidAtOnce() throws Exception {
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        Box third = box(3);
        third.die();
        Installed held = third.staging.installed("game").get(1);
        third.signatures.installed.put(held.id(), new Judgement(false, "ada", "c0de", "its code is revoked"));
        third.comeBack();
        until(() -> cluster.drained.contains("logic-3"));
        third.signatures.installed.clear();
        until(() -> cluster.drained.isEmpty());
    }

    @Test
    void whoCannotFollowADecisionGoesOnTryingAfterALaterHotfixFailed() throws Exception {
        box(3).die();
        box(1).service.apply(jar("1.1.0"), "", true, ada);
        box(2).staging.failures.put("resolve", new IllegalStateException("a package is missing"));
        assertThatThrownBy(() -> box(1).service.apply(jar("1.2.0"), "", false, ada))
                .isInstanceOf(HotfixException.class);
        box(2).staging.failures.clear();
        box(3).staging.failures.put("start", new IllegalStateException("the disk is full"));
        box(3).comeBack();
        until(() -> cluster.drained.contains("logic-3"));
        box(3).staging.failures.clear();
        until(() -> cluster.drained.isEmpty());
        until(() -> box(3).active().equals("1.1.0"));
    }

    @Test
    void whoDoesNotAnswerIsWaitedForByPeople() {
        cluster.members.put("logic-2", Member.State.UNREACHABLE);
        assertThatThrownBy(() -> box(1).service.apply(jar("1.1.0"), "", false, ada))
                .hasMessageContaining("logic-2 does not answer");
        cluster.members.put("logic-2", Member.State.UP);
        assertAll("1.0.0", "1.0.0");
        assertThat(store.history(1)).isEmpty();
    }

    @Test
    void theSecondOperatorWaitsAtAnotherContainerToo() throws Exception {
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        box(2).logics.during.put("trial", () -> {
            inside.countDown();
            await(go);
        });
        var first = CompletableFuture.supplyAsync(() -> box(1).service.apply(jar("1.1.0"), "", false, ada));
        await(inside);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        var second = CompletableFuture.supplyAsync(() -> box(3).service
                .rollback("game", new Operator("bob", "ssh from 10.1.2.3", sentence -> {
                    heard.add(sentence);
                    go.countDown();
                })));
        assertThat(first.get(20, TimeUnit.SECONDS).hotfix().to()).isEqualTo("1.1.0");
        assertThat(second.get(20, TimeUnit.SECONDS).hotfix().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(heard.get(0)).startsWith("waiting: ada: hotfix.apply").endsWith("at logic-1");
        assertAll("1.0.0", "1.0.0");
    }

    @Test
    void aVoteThatWasNeverCountedIsForgotten() throws Exception {
        box(1).service.apply(jar("1.1.0"), "", false, ada);
        Hotfix open = store.latest("game").orElseThrow();
        store.advance(open.number(), Phase.SWITCHED, Phase.REVERTING, open.receipt());
        until(() -> store.latest("game").orElseThrow().phase() == Phase.SWITCHED);
        assertAll("1.1.0", "1.0.0", "1.1.0");
        assertThat(open.started()).isBefore(Instant.now());
    }
}
