package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Logic;
import et.actor.Logic.Standing;
import et.actor.Logics;
import et.actor.Times;
import et.hotfix.HotfixException;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Plan;
import et.hotfix.Verdict;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import et.session.Sessions.Counters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

/** The steps of a hotfix and what remains after each failure, on a framework and a runtime of names. */
final class HotfixServiceTest extends ServiceTest {

    @Test
    void aPlanChangesNothing() {
        List<String> serving = new ArrayList<>();
        logics.during.put("trial", () -> serving.add(logics.active("game")));
        Plan plan = service.plan(jar("1.1.0"), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.HOT);
        assertThat(plan.from()).isEqualTo("1.0.0");
        assertThat(plan.to()).isEqualTo("1.1.0");
        assertThat(plan.tried()).isEqualTo(3);
        assertThat(serving).containsExactly("1.0.0");
        assertUntouched();
        assertThat(store.history(9)).isEmpty();
        assertThat(store.entries).extracting(e -> e.who() + " " + e.what()).contains("ada hotfix.plan");
    }

    @Test
    void tablesAreMadeReadyBeforeTheSwitchAndNotByAPlan() {
        logics.tables = List.of("makes the table g_game_scores (player, points)");
        assertThat(service.plan(jar("1.1.0"), ada).tables()).isEqualTo(logics.tables);
        assertThat(logics.calls).noneMatch(call -> call.startsWith("prepare"));
        service.apply(jar("1.1.0"), "", false, ada);
        assertThat(logics.calls).containsSubsequence("prepare game 1.1.0", "activate game 1.1.0");
        assertThat(told).contains("makes the table g_game_scores (player, points)");
    }

    @Test
    void tablesThatCannotBeMadeRefuseTheStage() {
        logics.failures.put("prepare", new IllegalStateException("its tables cannot be made ready: no grant"));
        assertThatThrownBy(() -> service.apply(jar("1.1.0"), "", false, ada)).hasMessageContaining("no grant");
        assertUntouched();
    }

    @Test
    void aPlanOfTheSameVersionIsRefused() {
        Plan plan = service.plan(jar("1.0.0"), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.REFUSE);
        assertThat(plan.reasons()).singleElement().asString().contains("what runs now");
        assertUntouched();
    }

    @Test
    void whatIsNotTrustedIsNotInstalled() {
        signatures.refusal = "it is not signed";
        Plan plan = service.plan(jar("1.1.0"), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.REFUSE);
        assertThat(plan.reasons()).containsExactly("it is not signed");
        assertThatThrownBy(() -> service.apply(jar("1.1.0"), "", false, ada)).hasMessageContaining("it is not signed");
        assertUntouched();
        assertThat(told).noneMatch(step -> step.startsWith("installing"));
        assertThat(store.entries)
                .anyMatch(e -> e.detail().contains("failed") && e.detail().contains("not signed"));
    }

    @Test
    void thePlanNamesTheSigner() {
        Plan plan = service.plan(jar("1.1.0"), ada);
        assertThat(plan.signer()).isEqualTo("ada");
        assertThat(plan.code()).isEqualTo("c0de");
    }

    @Test
    void whatIsSwappedBetweenPlanAndApplyIsRefused() throws Exception {
        Path file = Path.of(jar("1.1.0"));
        service.plan(file.toString(), ada);
        Files.copy(Path.of(jar("1.2.0")), file, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> service.apply(file.toString(), "", false, ada))
                .hasMessageContaining("is not what was planned: SHA-256 ")
                .hasMessageContaining("lan it again");
        assertUntouched();
        service.plan(file.toString(), ada);
        assertThat(service.apply(file.toString(), "", false, ada).hotfix().to()).isEqualTo("1.2.0");
    }

    @Test
    void whatIsPlannedElsewhereUnderTheSameNameCountsToo() {
        service.plan(jar("1.1.0"), ada);
        String other =
                Jars.bundle("game", "1.1.0").file("a.txt", "b").write(directory).toString();
        assertThatThrownBy(() -> service.apply(other, "", false, ada))
                .hasMessageContaining("game 1.1.0 is not what was");
    }

    @Test
    void whatServesAndWhatIsGoneBackToIsTold() {
        service.apply(jar("1.1.0"), "", false, ada);
        service.rollback("game", ada);
        assertThat(signatures.told).containsExactly("serves game 1.1.0", "went back game 1.1.0 to 1.0.0");
    }

    @Test
    void anotherSchemaIsAMigration() {
        present("1.1.0", 2, Standing.CANDIDATE, "");
        assertThat(service.plan(jar("1.1.0"), ada).verdict()).isEqualTo(Verdict.MIGRATE);
        assertUntouched();
    }

    @Test
    void aStateThatCannotBeReadIsAReason() {
        logics.trial = new Logics.Trial(3, 3, 1, List.of("player/7: upgrade from 1 threw"));
        Plan plan = service.plan(jar("1.1.0"), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.REFUSE);
        assertThat(plan.reasons()).singleElement().asString().contains("player/7: upgrade from 1 threw");
        assertUntouched();
    }

    @Test
    void aRefusedLogicIsAReason() {
        present("1.1.0", 1, Standing.REFUSED, "define threw NullPointerException");
        Plan plan = service.plan(jar("1.1.0"), ada);
        assertThat(plan.reasons()).singleElement().asString().contains("define threw");
        assertUntouched();
    }

    @Test
    void aRetypedFieldIsAReason() {
        staging.scans.put("1.0.0", scan("int32"));
        staging.scans.put("1.1.0", scan("string"));
        assertThat(service.plan(jar("1.1.0"), ada).reasons())
                .singleElement()
                .asString()
                .contains("game.Add.amount");
    }

    @Test
    void aTypeThatGoesAwayMustBeDrained() {
        staging.presented.put("1.1.0", logic("zone", "1.1.0", 1, Standing.CANDIDATE, ""));
        Plan plan = service.plan(jar("1.1.0"), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.DRAIN);
        assertThatThrownBy(() -> service.apply(jar("1.1.0"), "", false, ada))
                .hasMessageContaining("has to be drained first");
        assertUntouched();
        live = 0;
        assertThat(service.plan(jar("1.1.0"), ada).verdict()).isEqualTo(Verdict.HOT);
    }

    @Test
    void applySwitchesAndKeepsTheWayBack() {
        Outcome outcome = service.apply(jar("1.1.0"), "", false, ada);
        assertThat(outcome.hotfix().phase()).isEqualTo(Phase.SWITCHED);
        assertThat(outcome.receipt()).hasValueSatisfying(r -> {
            assertThat(r.clean()).isTrue();
            assertThat(r.pauseMicros()).isEqualTo(42);
        });
        assertThat(logics.active("game")).isEqualTo("1.1.0");
        assertThat(versions()).containsExactly("1.0.0", "1.1.0");
        assertThat(logics.pins).containsEntry("game", "1.1.0");
        assertThat(latest().receipt()).contains("\"lost\":0");
        assertThat(staging.byHotfix()).allMatch(Installed::lasting);
        assertThat(told).anyMatch(s -> s.contains("trying"));
    }

    @Test
    void aSecondApplyWaitsForConfirmOrRollback() {
        service.apply(jar("1.1.0"), "", false, ada);
        assertThatThrownBy(() -> service.apply(jar("1.2.0"), "", false, ada))
                .isInstanceOf(HotfixException.class)
                .hasMessageContaining("et:hotfix confirm game");
        assertThat(logics.active("game")).isEqualTo("1.1.0");
    }

    @Test
    void confirmTakesTheOldOneOut() throws Exception {
        service.apply(jar("1.1.0"), "", false, ada);
        Outcome outcome = service.confirm("game", ada);
        assertThat(outcome.hotfix().phase()).isEqualTo(Phase.CONFIRMED);
        assertThat(versions()).containsExactly("1.1.0");
        assertThat(logics.calls).contains("settle game");
        assertThat(logics.pins).isEmpty();
        assertThat(outcome.unload().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasValueSatisfying(u -> assertThat(u.collected()).isTrue());
        assertThatThrownBy(() -> service.rollback("game", ada)).hasMessageContaining("confirmed already");
    }

    @Test
    void rollbackGoesBackAndTakesTheNewOneOut() {
        service.apply(jar("1.1.0"), "", false, ada);
        Outcome outcome = service.rollback("game", ada);
        assertThat(outcome.hotfix().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(outcome.receipt()).hasValueSatisfying(r -> assertThat(r.to()).isEqualTo("1.0.0"));
        assertUntouched();
    }

    @Test
    void applyConfirmsByItselfAfterACleanReceiptOnly() {
        sessions.counters.add(new Counters(0, 0, 0, 0, 0, 0, 0));
        sessions.counters.add(new Counters(0, 0, 0, 0, 0, 0, 1));
        assertThat(service.apply(jar("1.1.0"), "", true, ada).hotfix().phase()).isEqualTo(Phase.SWITCHED);
        service.rollback("game", ada);
        assertThat(service.apply(jar("1.1.0"), "", true, ada).hotfix().phase()).isEqualTo(Phase.CONFIRMED);
        assertThat(versions()).containsExactly("1.1.0");
    }

    @Test
    void aNewerOneThatWasReplacedByAnOlderStaysPinnedOut() throws Exception {
        service.apply(jar("0.9.0"), "", true, ada);
        assertThat(logics.pins).containsEntry("game", "0.9.0");
        staging.started("game", "1.0.0");
        assertThat(logics.active("game")).isEqualTo("0.9.0");
    }

    @Test
    void theFirstVersionOfABundleCanBeTakenOutAgain() {
        Outcome outcome = service.apply(jar("other", "1.0.0"), "", false, ada);
        assertThat(outcome.hotfix().from()).isEmpty();
        assertThat(logics.active("other")).isEqualTo("1.0.0");
        service.rollback("other", ada);
        assertThat(staging.installed("other")).isEmpty();
    }

    @Test
    void aFailureAtAnyStepBeforeTheSwitchChangesNothing() throws Exception {
        for (String step : List.of("install", "resolve", "scan", "start")) {
            staging.failures.put(step, new BundleException(step + " is broken"));
            assertThatThrownBy(() -> service.apply(jar("1.1.0"), "", false, ada))
                    .as(step)
                    .isInstanceOf(HotfixException.class)
                    .hasMessageContaining(step + " is broken")
                    .hasMessageContaining("Nothing was changed")
                    .hasNoCause();
            staging.failures.clear();
            assertThat(store.history(1)).extracting(Hotfix::phase).containsExactly(Phase.FAILED);
            assertUntouched();
        }
        for (String step : List.of("trial", "activate")) {
            logics.failures.put(step, new IllegalStateException(step + " is broken"));
            assertThatThrownBy(() -> service.apply(jar("1.1.0"), "", false, ada))
                    .as(step)
                    .hasMessageContaining(step + " is broken")
                    .hasMessageContaining("Nothing was changed");
            logics.failures.clear();
            assertThat(store.history(1)).extracting(Hotfix::phase).containsExactly(Phase.FAILED);
            assertUntouched();
        }
    }

    @Test
    void withoutARecordThereIsNoSwitch() {
        for (Phase phase : List.of(Phase.STAGED, Phase.SWITCHED)) {
            store.refuses.add(phase);
            assertThatThrownBy(() -> service.apply(jar("1.1.0"), "", false, ada))
                    .hasMessageContaining("away");
            store.refuses.clear();
            assertThat(logics.calls).noneMatch(c -> c.startsWith("activate"));
            assertUntouched();
        }
    }

    @Test
    void aStepThatTakesTooLongChangesNothing() {
        logics.unregister("game", "1.0.0");
        service.close();
        // For each step, and only the last one takes that long.
        service = service(Duration.ofSeconds(2));
        staging.presented.put("1.1.0", logic("player", "1.3.0", 1, Standing.CANDIDATE, ""));
        assertThatThrownBy(() -> service.apply(jar("1.1.0"), "", false, ada))
                .hasMessageContaining("only 0 of its 1 logics came up");
    }

    @Test
    void aFailedWayBackLeavesTheNewOneServing() {
        service.apply(jar("1.1.0"), "", false, ada);
        logics.failures.put("revert", new IllegalStateException("no downgrade to 1"));
        assertThatThrownBy(() -> service.rollback("game", ada))
                .hasMessageContaining("no downgrade to 1")
                .hasMessageContaining("1.1.0 goes on");
        assertThat(logics.pins).containsEntry("game", "1.1.0");
        assertThat(versions()).containsExactly("1.0.0", "1.1.0");
        assertThat(latest().phase()).isEqualTo(Phase.SWITCHED);
    }

    @Test
    void whateverFailsAfterTheSwitchUndoesNothing() {
        logics.failures.put("sweep", new IllegalStateException("no lane is free"));
        Outcome outcome = service.apply(jar("1.1.0"), "", true, ada);
        assertThat(outcome.receipt())
                .hasValueSatisfying(r -> assertThat(r.left()).isEqualTo(3));
        assertThat(outcome.hotfix().phase()).isEqualTo(Phase.SWITCHED);
        assertThat(logics.active("game")).isEqualTo("1.1.0");
    }

    @Test
    void aSwitchWhoseReceiptFailsSaysThatItServes() {
        logics.during.put("activate", () -> logics.failures.put("pin", new IllegalStateException("broken")));
        assertThatThrownBy(() -> service.apply(jar("1.1.0"), "", false, ada))
                .hasMessageStartingWith("game 1.1.0 serves, but its receipt could not be taken: broken");
        assertThat(logics.active("game")).isEqualTo("1.1.0");
        assertThat(latest().phase()).isEqualTo(Phase.SWITCHED);
        assertThat(versions()).containsExactly("1.0.0", "1.1.0");
    }

    @Test
    void parkedActorsAreNotConfirmed() {
        logics.sweep = new Logics.Sweep(2, 0, Map.of("player/7", "unreadable"), Times.none());
        assertThat(service.apply(jar("1.1.0"), "", true, ada).hotfix().phase()).isEqualTo(Phase.SWITCHED);
        assertThatThrownBy(() -> service.confirm("game", ada)).hasMessageContaining("player/7=unreadable");
        assertThat(versions()).containsExactly("1.0.0", "1.1.0");
    }

    @Test
    void theSecondOperatorWaitsAndIsToldForWhom() throws Exception {
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        logics.during.put("trial", () -> {
            inside.countDown();
            await(go);
        });
        var first = CompletableFuture.supplyAsync(() -> service.plan(jar("1.1.0"), ada));
        await(inside);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        var second = CompletableFuture.supplyAsync(() ->
                service.plan(jar("1.2.0"), new Operator("bob", "ssh from 10.1.2.3", sentence -> {
                    heard.add(sentence);
                    go.countDown();
                })));
        assertThat(first.get(20, TimeUnit.SECONDS).to()).isEqualTo("1.1.0");
        assertThat(second.get(20, TimeUnit.SECONDS).to()).isEqualTo("1.2.0");
        assertThat(heard.get(0)).startsWith("waiting: ada: hotfix.plan");
        assertUntouched();
    }

    @Test
    void aTerminalThatIsGoneStopsNothing() {
        var gone = new Operator("ada", "ssh from 10.1.2.3", sentence -> {
            throw new IllegalStateException("closed");
        });
        assertThat(service.apply(jar("1.1.0"), "", true, gone).hotfix().phase()).isEqualTo(Phase.CONFIRMED);
    }

    private Hotfix latest() {
        return store.latest("game").orElseThrow();
    }

    private void present(String version, int schema, Standing standing, String reason) {
        staging.presented.put(version, logic("player", version, schema, standing, reason));
    }

    private static Logic logic(String type, String version, int schema, Standing standing, String reason) {
        return new Logic(type, "game", version, 7, schema, List.of("request game.Add"), false, standing, reason);
    }

    private static Scan scan(String type) {
        var fields = new TreeMap<>(Map.of(1, new Shape.Field("amount", type, "", false)));
        return new Scan(Map.of("game.Add", new Shape("game.Add", fields)), List.of(), List.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
