package arena.tests;

import static org.assertj.core.api.Assertions.assertThat;

import arena.Leaderboard;
import arena.Leaders;
import arena.PlayerState;
import arena.Pursed;
import et.api.ActorRef;
import et.testkit.LogicJar;
import et.testkit.Scenario;
import et.testkit.Unloading;
import et.testkit.World;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the server, coins of players and coins handed out agree. */
class ArenaHotfixEnvTest {

    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final int TAKES = 2;

    /** Every script is disturbed at each step of this many; a prime, so that no rhythm of the game hides from it. */
    private static final int STRIDE = 11;

    /** Two players take coins; true for each thing that has to be so. */
    private static List<Boolean> collect(World world) {
        Visitor alice = new Visitor(world, "alice");
        Visitor bob = new Visitor(world, "bob");
        long handed = alice.pickUp(TAKES) + bob.pickUp(TAKES);
        world.advance(QUIET);
        alice.enter();
        bob.enter();
        Pursed hers = alice.purse();
        Pursed his = bob.purse();
        return List.of(
                hers.getCoins() + his.getCoins() == handed,
                hers.getGrants() == TAKES && his.getGrants() == TAKES,
                alice.census().getHandedOut() == handed,
                alice.census().getHandedToYou() + hers.getStated() == hers.getCoins(),
                bob.census().getHandedToYou() + his.getStated() == his.getCoins());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void aCrashAtAnyStepLosesAndDoublesNoCoin(long seed) {
        int runs = Scenario.of(() -> Arena.world(seed, "1.0.0"), ArenaHotfixEnvTest::collect)
                .atEvery(STRIDE, World::crash);
        assertThat(runs).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {13, 14})
    void aHotfixAtAnyStepLosesAndDoublesNoCoin(long seed) {
        LogicJar next = Arena.jar("1.1.0");
        Scenario.of(() -> Arena.world(seed, "1.0.0"), ArenaHotfixEnvTest::collect)
                .atEvery(STRIDE, world -> world.hotfix(next));
    }

    @Test
    void aHotfixBackAtAnyStepLosesAndDoublesNoCoin() {
        LogicJar older = Arena.jar("1.0.0");
        Scenario.of(() -> Arena.world(15, "1.1.0"), ArenaHotfixEnvTest::collect)
                .atEvery(STRIDE, world -> world.hotfix(older));
    }

    @Test
    void aRollbackAtAnyStepLosesAndDoublesNoCoin() {
        LogicJar next = Arena.jar("1.1.0");
        Scenario.of(() -> Arena.world(16, "1.0.0"), ArenaHotfixEnvTest::collect).atEvery(STRIDE, world -> {
            world.hotfix(next);
            world.advance(Duration.ofSeconds(1));
            world.rollback("arena");
        });
    }

    @Test
    void coinsBecomeGoldAndCoinsAgain() {
        try (World world = Arena.world(17, "1.0.0")) {
            Visitor alice = new Visitor(world, "alice");
            alice.pickUp(12);
            world.advance(QUIET);
            assertThat(alice.coins()).isEqualTo(12);

            world.hotfix(Arena.jar("1.1.0"));
            assertThat(alice.coins()).isEqualTo(12);
            assertThat(alice.purse().getGold()).isEqualTo(1);
            alice.pickUp(1);
            world.advance(QUIET);
            long coins = alice.coins();

            world.rollback("arena");
            assertThat(alice.coins()).isEqualTo(coins);
            alice.pickUp(1);
            world.advance(QUIET);
            PlayerState stored = world.stored(new ActorRef("player", "alice"), PlayerState.parser())
                    .orElseThrow();
            assertThat(stored.getCoins()).isEqualTo(alice.coins()).isGreaterThan(coins);
            assertThat(stored.getGold()).isZero();
        }
    }

    @Test
    void aNewMessageReachesPlayersWhoAreThere() {
        try (World world = Arena.world(18, "1.0.0")) {
            Visitor alice = new Visitor(world, "alice");
            long worth = alice.pickUp(2);
            assertThat(alice.ask(Leaderboard.getDefaultInstance()).ok()).isFalse();

            world.hotfix(Arena.jar("1.1.0"));
            Leaders leaders = alice.ask(Leaderboard.getDefaultInstance()).as(Leaders.class);
            assertThat(leaders.getLeadersList()).singleElement().satisfies(leader -> {
                assertThat(leader.getPlayer()).isEqualTo("alice");
                assertThat(leader.getCoins()).isEqualTo(worth);
            });
        }
    }

    @Test
    void oldCodeLeavesWhilePlayersStay() {
        Played played = playWithBoth();
        try (World world = played.world()) {
            Unloading.assertUnloaded(played.old());
            new Visitor(world, "bob").pickUp(1);
        }
    }

    private record Played(World world, Reference<ClassLoader> old) {}

    /** In a method of its own, so that no local variable holds the old code. */
    private static Played playWithBoth() {
        LogicJar old = Arena.jar("1.0.0");
        World world = World.seeded(19).logic(old).start();
        Visitor alice = new Visitor(world, "alice");
        alice.pickUp(1);
        world.hotfix(Arena.jar("1.1.0"));
        world.confirm("arena");
        alice.pickUp(1);
        return new Played(world, old.watch());
    }
}
