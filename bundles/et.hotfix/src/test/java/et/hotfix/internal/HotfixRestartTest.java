package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a container that starts again makes of the records, and of what it finds. */
final class HotfixRestartTest extends ServiceTest {

    /** What was recorded, and what the framework has, is there before the container is: nobody follows the one while the other is made. */
    @BeforeEach
    void goDown() {
        service.close();
    }

    @Test
    void afterARestartTheSwitchedVersionServes() throws Exception {
        record("1.0.0", "1.1.0", Phase.SWITCHED);
        staging.started("game", "1.1.0");
        logics.activate("game", "1.0.0", ENOUGH);
        start();
        assertThat(logics.pins).containsEntry("game", "1.1.0");
        until(() -> logics.active("game").equals("1.1.0"));
    }

    @Test
    void anOlderVersionThatIsBackDoesNotServeAfterARestart() throws Exception {
        record("1.0.0", "1.1.0", Phase.CONFIRMED);
        staging.started("game", "1.1.0");
        logics.activate("game", "1.0.0", ENOUGH);
        start();
        until(() -> logics.active("game").equals("1.1.0") && logics.pins.isEmpty());
        assertThat(logics.calls).contains("pin game 1.1.0");
    }

    @Test
    void aNewerVersionThatWasInstalledOtherwiseServesAfterARestart() throws Exception {
        record("0.9.0", "1.0.0", Phase.CONFIRMED);
        staging.started("game", "1.1.0");
        assertThat(logics.active("game")).isEqualTo("1.1.0");
        start();
        until(() -> !store.steps(1).isEmpty());
        assertThat(logics.calls).noneMatch(c -> c.startsWith("pin"));
        assertThat(logics.active("game")).isEqualTo("1.1.0");
    }

    @Test
    void afterARestartAStagedVersionIsTakenOut() throws Exception {
        record("1.0.0", "1.1.0", Phase.STAGED);
        logics.pin("game", "1.0.0");
        staging.install(ArtifactReader.read(jar("1.1.0"))).start(true);
        logics.pins.clear();
        start();
        until(() -> store.history(1).get(0).phase() == Phase.FAILED && logics.pins.isEmpty());
        assertUntouched();
    }

    @Test
    void afterARestartWhatAPlanLeftIsTakenOut() throws Exception {
        logics.pin("game", "1.0.0");
        staging.install(ArtifactReader.read(jar("1.1.0")));
        logics.pins.clear();
        start();
        until(() -> versions().equals(List.of("1.0.0")) && logics.pins.isEmpty());
        assertUntouched();
    }

    @Test
    void whatMustServeAndIsNotHereIsFetchedFromTheRecords() throws Exception {
        record("1.0.0", "1.1.0", Phase.SWITCHED);
        start();
        until(() -> logics.active("game").equals("1.1.0"));
        assertThat(logics.pins).containsEntry("game", "1.1.0");
        assertThat(staging.byHotfix())
                .singleElement()
                .satisfies(b -> assertThat(b.lasting()).isTrue());
    }

    @Test
    void aRollbackThatWasCutOffIsFinished() throws Exception {
        record("1.0.0", "1.1.0", Phase.ROLLED_BACK);
        logics.pin("game", "1.0.0");
        staging.install(ArtifactReader.read(jar("1.1.0"))).start(true);
        logics.pins.clear();
        start();
        until(() -> versions().equals(List.of("1.0.0")) && logics.pins.isEmpty());
        assertUntouched();
    }

    private void record(String from, String to, Phase phase) {
        byte[] bytes = ArtifactReader.read(jar(to)).bytes();
        store.begin(
                new Hotfix(
                        0,
                        "game",
                        from,
                        to,
                        ArtifactReader.of("", bytes).digest(),
                        phase,
                        "ada",
                        Instant.now(),
                        Instant.now(),
                        "",
                        ""),
                bytes);
    }

    private void start() {
        service = service();
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
