package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.hotfix.Warmed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever new code does while it is warmed up, it is told, and the hotfix goes on. */
final class WarmingTest {

    private static final Duration PROCESSOR = Duration.ofSeconds(5);
    private static final Duration ENOUGH = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Control control = new Control();
    private final FakeLogics logics = new FakeLogics();
    private final AtomicReference<Thread> thread = new AtomicReference<>();

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void itSaysHowManyMessagesWereHandled() throws Exception {
        assertThat(warm(() -> {}, PROCESSOR).messages()).isEqualTo(7);
        assertThat(warm(() -> {}, PROCESSOR).note()).isEmpty();
        assertThat(thread.get().getName()).isEqualTo("et-hotfix warming up");
    }

    @Test
    void whatWaitsForEverIsInterrupted() throws Exception {
        Warmed warmed = warm(
                () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                PROCESSOR);
        assertThat(warmed.messages()).isZero();
        assertThat(warmed.note()).startsWith("request game.Move did not come back within 250 ms");
        assertThat(joined()).isTrue();
    }

    @Test
    void whatLoopsIsLeftAloneAndNamed() throws Exception {
        var end = new AtomicBoolean();
        Warmed warmed = warm(
                () -> {
                    while (!end.get()) {
                        Thread.onSpinWait();
                    }
                },
                PROCESSOR);
        assertThat(warmed.note())
                .isEqualTo("request game.Move did not come back within 250 ms, nor when it was interrupted: its thread"
                        + " goes on until it does");
        assertThat(thread.get().isAlive()).isTrue();
        end.set(true);
        // It was told to stop: of the other six messages none is begun.
        assertThat(joined()).isTrue();
        assertThat(logics.warmup.soFar().calls()).isEqualTo(1);
    }

    @Test
    void withoutTimeForItNothingIsCalled() throws Exception {
        Warmed warmed = warm(() -> {}, Duration.ZERO);
        assertThat(warmed).isEqualTo(new Warmed(0, 0, "switched off by warmup.millis"));
        assertThat(logics.calls).doesNotContain("warmup");
    }

    @Test
    void codeThatKeepsStateOutsideOfActorsIsLeftCold() throws Exception {
        Warmed warmed = new Warming(logics, control, PROCESSOR)
                .warm(
                        artifact("package game; public class Scores { static int total;"
                                + " static void add() { total++; } }"),
                        told -> {});
        assertThat(warmed.note())
                .startsWith("left cold, as its code keeps")
                .endsWith("static field in game.Scores.total");
        assertThat(logics.calls).doesNotContain("warmup");
    }

    @Test
    void whatFailsOtherwiseIsToldToo() throws Exception {
        logics.failures.put("warmup", new IllegalStateException("no such version"));
        assertThat(warm(() -> {}, PROCESSOR).note()).contains("no such version");
    }

    private Warmed warm(Runnable handler, Duration processor) throws InterruptedException {
        logics.warmup = new FakeWarmup(() -> {
            thread.set(Thread.currentThread());
            handler.run();
        });
        return new Warming(logics, control, processor)
                .warm(artifact("package game; public class Scores {}"), told -> {});
    }

    private Artifact artifact(String source) {
        Path jar = Jars.bundle("game", "1.1.0").source("game.Scores", source).write(directory);
        return ArtifactReader.read(jar.toString());
    }

    private boolean joined() throws InterruptedException {
        thread.get().join(ENOUGH.toMillis());
        return !thread.get().isAlive();
    }
}
