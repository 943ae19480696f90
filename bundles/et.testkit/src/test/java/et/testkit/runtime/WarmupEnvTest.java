package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.acted;
import static et.testkit.runtime.BoxLogic.add;
import static et.testkit.runtime.BoxLogic.news;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Warmup;
import et.actor.Warmup.Warmed;
import et.testkit.Player;
import et.testkit.World;
import et.testkit.box.Box;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A version is called with what was recorded, many times, before it serves; and nothing comes of it. */
class WarmupEnvTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final int ROUNDS = 10;

    private final AtomicInteger calls = new AtomicInteger();

    /** Plays, brings the candidate in beside what serves, and lets it warm up as the caller says. */
    private Warmed warm(BoxLogic candidate, Duration processor) {
        try (World world = world(91, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 3));
            alice.ask(A, act("join"));
            world.advance(Duration.ofSeconds(2));
            world.logics().pin(BUNDLE, "1.0.0");
            world.install(BUNDLE, "2.0.0", candidate);
            Box before = world.stored(A, Box.parser()).orElseThrow();
            long steps = world.steps();
            Warmup warmup = world.logics().warmup(BUNDLE, "2.0.0");
            warmup.run(processor);
            world.run();
            assertThat(world.steps()).as("nothing came of it").isEqualTo(steps);
            assertThat(world.stored(A, Box.parser())).contains(before);
            assertThat(warmup.soFar().handler()).as("called now").isEmpty();
            return warmup.soFar();
        }
    }

    private BoxLogic counting() {
        return new BoxLogic().act("add", (ctx, box, act) -> {
            calls.incrementAndGet();
            ctx.push(news("you"));
            ctx.reply(acted(add(box, 1, "")));
            return add(box, 1, "");
        });
    }

    @Test
    void eachHandlerIsCalledOftenWithWhatWasRecorded() {
        Warmed warmed = warm(counting(), LONG);
        assertThat(warmed.recorded()).isGreaterThanOrEqualTo(2);
        assertThat(warmed.calls()).isGreaterThanOrEqualTo(Warmup.CALLS);
        assertThat(warmed.trouble()).isEmpty();
        assertThat(calls.get()).isBetween(1, Warmup.CALLS);
    }

    @Test
    void itEndsWhenItsTimeIsUsedUp() {
        Warmed warmed = warm(
                new BoxLogic().act("add", (ctx, box, act) -> {
                    long end = System.nanoTime() + 1_000_000;
                    while (System.nanoTime() - end < 0) {
                        Thread.onSpinWait();
                    }
                    return box;
                }),
                Duration.ofMillis(50));
        assertThat(warmed.calls()).isBetween(1, Warmup.CALLS / 2);
    }

    @Test
    void whatFailsIsLeftOutAfterThreeTimesAndNamed() {
        Warmed warmed = warm(
                new BoxLogic().act("add", (ctx, box, act) -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("a new mistake");
                }),
                LONG);
        assertThat(warmed.trouble())
                .isEqualTo("request et.testkit.box.Act fails: java.lang.IllegalStateException: a new mistake");
        assertThat(calls.get()).isEqualTo(3);
    }

    @Test
    void anErrorOfTheJvmEndsTheHandlerAndNotTheThread() {
        Warmed warmed = warm(
                new BoxLogic().act("add", (ctx, box, act) -> {
                    throw new OutOfMemoryError("made up");
                }),
                LONG);
        assertThat(warmed.trouble()).contains("OutOfMemoryError");
    }

    @Test
    void whatAllocatesTooMuchIsCalledOnce() {
        Warmed warmed = warm(
                new BoxLogic().act("add", (ctx, box, act) -> {
                    calls.incrementAndGet();
                    return add(box, new byte[(int) Warmup.LARGE].length, "");
                }),
                LONG);
        assertThat(warmed.trouble()).isEqualTo("request et.testkit.box.Act allocates more than 8 MB in one call");
        assertThat(calls.get()).isEqualTo(1);
    }

    @Test
    void aCallThatIsInterruptedIsTheLastWhenItWasStopped() throws Exception {
        try (World world = world(92, new BoxLogic())) {
            ask(world.player("alice"), A, act("add", 3));
            world.logics().pin(BUNDLE, "1.0.0");
            CountDownLatch within = new CountDownLatch(1);
            world.install(BUNDLE, "2.0.0", new BoxLogic().act("add", (ctx, box, act) -> {
                        calls.incrementAndGet();
                        within.countDown();
                        new CountDownLatch(1).await();
                        return box;
                    }));
            Warmup warmup = world.logics().warmup(BUNDLE, "2.0.0");
            Thread thread = new Thread(() -> warmup.run(LONG));
            thread.start();
            within.await();
            assertThat(warmup.soFar().handler()).isEqualTo("request et.testkit.box.Act");
            warmup.stop();
            thread.interrupt();
            thread.join(LONG.toMillis());
            assertThat(thread.isAlive()).isFalse();
            assertThat(calls.get()).isEqualTo(1);
        }
    }

    @Test
    void whereNothingWasRecordedNothingIsCalled() {
        try (World world = world(93, new BoxLogic())) {
            world.logics().pin(BUNDLE, "1.0.0");
            world.install(BUNDLE, "2.0.0", counting());
            Warmup warmup = world.logics().warmup(BUNDLE, "2.0.0");
            warmup.run(LONG);
            assertThat(warmup.soFar()).isEqualTo(new Warmed(0, 0, "", ""));
        }
    }

    /** Each version comes with classes of its own, which nobody has run yet: in turns cold and warm, so that it is not the rest that gets faster. */
    @Test
    void theFirstCallOfWhatIsWarmIsFaster() {
        LongSummaryStatistics cold = new LongSummaryStatistics();
        LongSummaryStatistics warm = new LongSummaryStatistics();
        try (World world =
                World.seeded(94).logic(BUNDLE, "1.0.0", new LeavingLogic()).start()) {
            Player alice = world.player("alice");
            for (int version = 1; version <= 2 * ROUNDS; version++) {
                for (int second = 0; second < 4; second++) {
                    ask(alice, A, act("add", 1));
                    world.advance(Duration.ofSeconds(1));
                }
                boolean warms = version % 2 == 0;
                String to = "1.0." + version;
                world.logics().pin(BUNDLE, "1.0." + (version - 1));
                world.install(BUNDLE, to, new BundleLoader().logic());
                if (warms) {
                    world.logics().warmup(BUNDLE, to).run(LONG);
                }
                world.logics().activate(BUNDLE, to, LONG);
                long begun = System.nanoTime();
                ask(alice, A, act("add", 1));
                (warms ? warm : cold).accept(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
                world.logics().pin(BUNDLE, to);
                world.uninstall(BUNDLE, "1.0." + (version - 1));
            }
        }
        System.out.printf("The first call, at best: cold %d us, warm %d us%n", cold.getMin(), warm.getMin());
        // Of many, the one that nothing else has disturbed.
        assertThat(warm.getMin()).isLessThan(cold.getMin());
    }
}
