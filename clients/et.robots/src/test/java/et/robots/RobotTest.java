package et.robots;

import static org.assertj.core.api.Assertions.assertThat;

import arena.Refused;
import arena.Zones;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A check that never fails is none: each kind of dishonest server is found out. */
class RobotTest {

    private final Tally tally = new Tally((due, nanos) -> {});
    private final Robot robot = new Robot(1, 42, tally);
    private final FakeArena arena = new FakeArena(robot);

    @BeforeEach
    void login() {
        robot.loggedIn(arena, "me");
    }

    @Test
    void findsNothingWithAnHonestServer() {
        play();

        assertThat(tally.remarks()).isEmpty();
        assertThat(arena.loggedOut).isTrue();
        assertThat(tally.coinsOfPlayers.sum()).isEqualTo(arena.purse).isPositive();
        assertThat(Summary.of(tally, 1).sound()).isTrue();
        assertThat(Summary.of(tally, 1).json())
                .startsWith("{\"sent\":")
                .contains("\"lost\":0,\"duplicated\":0,\"reordered\":0,\"disconnected\":0,\"errors\":0,\"p50_us\":");
    }

    @Test
    void tellsTheLongestOutage() {
        tally.outage(2_000_000);
        tally.outage(7_900_000);
        tally.outage(3_000_000);
        assertThat(Summary.of(tally, 1).json()).contains("\"longest_outage_ms\":7,");
    }

    @Test
    void findsAnAnswerThatCameTwice() {
        arena.repeatsAnswers = true;
        play();

        assertThat(tally.duplicated.sum()).isPositive();
        assertThat(Summary.of(tally, 1).sound()).isFalse();
    }

    @Test
    void findsStepsThatWereNotTaken() {
        arena.forgetsSteps = true;
        play();

        assertThat(tally.lost.sum()).isPositive();
    }

    @Test
    void findsStepsThatWereTakenInAnotherOrder() {
        arena.swapsSteps = true;
        play();

        assertThat(tally.reordered.sum()).isPositive();
    }

    @Test
    void findsACoinThatWasHandedOutTwice() {
        arena.doublesCoins = true;
        play();

        assertThat(tally.duplicated.sum()).isPositive();
    }

    @Test
    void findsACoinThatDidNotArrive() {
        arena.losesCoins = true;
        play();

        assertThat(tally.coinsOfWorld.sum()).isGreaterThan(tally.coinsOfPlayers.sum());
        assertThat(Summary.of(tally, 1).sound()).isFalse();
    }

    @Test
    void countsWhatWasNeverAnsweredAsLost() {
        ticks(100);
        arena.silent = true;
        ticks(100);
        robot.stop();
        ticks(100);
        robot.giveUp();

        assertThat(tally.lost.sum()).isPositive();
        assertThat(tally.errors.sum()).isEqualTo(1);
    }

    @Test
    void forgivesStepsThatACrashTookBack() {
        ticks(100);
        robot.resumed();
        arena.forgetSteps();
        play();

        assertThat(tally.remarks()).isEmpty();
    }

    @Test
    void looksAgainWhenItsZoneHasGoneBack() {
        ticks(100);
        robot.wentBack("arena", Zones.NAMES.get(1));
        arena.forgetSteps();
        play();

        assertThat(tally.remarks()).isEmpty();
    }

    @Test
    void forgivesWhatWasUnderWayWhenItsZoneWentBackAndNothingLater() {
        ticks(100);
        arena.slow = true;
        ticks(20);
        robot.wentBack("arena", Zones.NAMES.get(1));
        arena.refuse(Refused.TOO_FAR_VALUE);
        assertThat(tally.refused.sum()).isPositive();
        assertThat(tally.remarks()).isEmpty();

        // It looks, and has its picture.
        ticks(1);
        arena.answer();
        ticks(20);
        arena.refuse(Refused.TOO_FAR_VALUE);
        assertThat(tally.errors.sum()).isPositive();
    }

    @Test
    void findsStepsThatWereTakenBackWithoutAWord() {
        ticks(100);
        robot.wentBack("arena", Zones.NAMES.get(2));
        robot.wentBack("player", "me");
        arena.forgetSteps();
        play();

        assertThat(tally.lost.sum()).isPositive();
    }

    @Test
    void findsACoinThatACrashTookBack() {
        ticks(500);
        robot.resumed();
        arena.forgetCoin();
        play();

        assertThat(tally.lost.sum()).isEqualTo(1);
    }

    private void play() {
        ticks(2000);
        robot.stop();
        ticks(1000);
        assertThat(robot.isDone()).isTrue();
    }

    private void ticks(int times) {
        for (int i = 0; i < times; i++) {
            robot.tick(System.nanoTime());
        }
    }
}
