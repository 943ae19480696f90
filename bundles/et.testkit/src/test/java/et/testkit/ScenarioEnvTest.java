package et.testkit;

import static et.testkit.TallyLogic.A;
import static et.testkit.TallyLogic.B;
import static et.testkit.WorldEnvTest.add;
import static et.testkit.WorldEnvTest.give;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.testkit.tally.Peek;
import et.testkit.tally.Peeked;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioEnvTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    /** Two actors that give to each other: what leaves one must reach the other, once. */
    private static List<Long> gifts(World world) {
        Player alice = world.player("alice");
        Player bob = world.player("bob");
        alice.ask(A, add(100));
        for (int round = 0; round < 3; round++) {
            alice.send(A, give("b", 10));
            bob.send(B, give("a", 1));
        }
        world.advance(LONG);
        Peeked a = alice.ask(A, Peek.getDefaultInstance()).as(Peeked.class);
        Peeked b = bob.ask(B, Peek.getDefaultInstance()).as(Peeked.class);
        return List.of(a.getValue(), a.getGifts(), b.getValue(), b.getGifts());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCrashAtAnyStepLosesAndDoublesNothing(long seed) {
        int steps = Scenario.of(() -> WorldEnvTest.world(seed), ScenarioEnvTest::gifts)
                .atEveryStep(World::crash);
        assertThat(steps).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void aHotfixAtAnyStepLosesAndDoublesNothing(long seed) {
        Scenario.of(() -> WorldEnvTest.world(seed), ScenarioEnvTest::gifts)
                .atEveryStep(world -> world.hotfix("tally", "2.0.0", new TallyLogic.Next()));
    }

    @Test
    void aHotfixAndItsRollbackAtAnyStepLoseAndDoubleNothing() {
        Scenario.of(() -> WorldEnvTest.world(7), ScenarioEnvTest::gifts).atEvery(3, world -> {
            world.hotfix("tally", "2.0.0", new TallyLogic.Next());
            world.advance(Duration.ofMillis(1));
            world.rollback("tally");
        });
    }

    @Test
    void aCrashOfOneActorAtAnyStepLosesAndDoublesNothing() {
        Scenario.of(() -> WorldEnvTest.world(8), ScenarioEnvTest::gifts).atEveryStep(world -> world.crash(B));
    }

    @Test
    void aCutCommitAtAnyStepLosesAndDoublesNothing() {
        Scenario.of(() -> WorldEnvTest.world(9), ScenarioEnvTest::gifts)
                .atEveryStep(world -> world.store().cutNextWrite());
    }

    @Test
    void aScriptThatComesOutDifferentlyIsFound() {
        assertThatThrownBy(() ->
                        Scenario.of(() -> WorldEnvTest.world(1), World::steps).atEveryStep(World::crash))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Scenario.of(() -> WorldEnvTest.world(1), world -> {
                            world.player("alice").ask(A, add(1));
                            return world.steps();
                        })
                        .atEveryStep(World::crash))
                .hasMessageContaining("came out as")
                .hasMessageContaining("seed 1");
    }
}
