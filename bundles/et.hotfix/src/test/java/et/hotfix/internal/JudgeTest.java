package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Times;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a new version is so much worse that chance is no explanation. */
final class JudgeTest {

    private static final Thresholds USUAL = new Thresholds(1000, 0.005, 2, 1000, 3, 16384, 0.05);
    private static final int A_SECOND = 100;

    /** One version of a game of chance. */
    private static final class Version {

        private final Random random;
        private final boolean tried;
        private double errors;
        private long micros = 200;
        private long bytes = 2_000;
        private long messages;
        private long failed;
        private long allocated;
        private final long[] times = new long[Times.BUCKETS];
        private int joined = 100;
        private long ended;

        Version(long seed, boolean tried) {
            this.random = new Random(seed);
            this.tried = tried;
        }

        Version errors(double share) {
            errors = share;
            return this;
        }

        void run(int count) {
            for (int at = 0; at < count; at++) {
                messages++;
                failed += random.nextDouble() < errors ? 1 : 0;
                allocated += bytes + random.nextInt(1000);
                // One in a hundred waits for the collector, whatever the version.
                long more = random.nextInt(100) == 0 ? 8_000 : 0;
                times[Times.bucket((long) ((micros + more) * 1000 * (0.5 + random.nextDouble())))]++;
            }
        }

        Measured measured() {
            return new Measured(
                    "player",
                    tried ? "1.1.0" : "1.0.0",
                    tried,
                    messages,
                    failed,
                    0,
                    0,
                    0,
                    ended,
                    allocated,
                    new Times(times.clone()),
                    10,
                    joined);
        }
    }

    /** Plays, the old version nine times as much; how many messages the new one had handled when it was taken back. */
    private static Optional<Long> play(Judge judge, Version old, Version tried, int seconds) {
        for (int second = 0; second < seconds; second++) {
            old.run(9 * A_SECOND);
            tried.run(A_SECOND);
            if (look(judge, old, tried).isPresent()) {
                return Optional.of(tried.messages);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> look(Judge judge, Version old, Version tried) {
        return judge.breach(Measured.sum(List.of(tried.measured(), old.measured())));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void twoThatAreAlikeAreNeverTakenApart(long seed) {
        Version old = new Version(seed, false).errors(0.01);
        Version tried = new Version(seed + 100, true).errors(0.01);
        assertThat(play(new Judge(USUAL), old, tried, 300)).as("seed " + seed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void twoOfAHundredThatThrowAreNoticed(long seed) {
        Version tried = new Version(seed, true).errors(0.02);
        assertThat(play(new Judge(USUAL), new Version(seed + 100, false), tried, 100))
                .as("seed " + seed)
                .hasValueSatisfying(after -> assertThat(after).isLessThan(4_000));
    }

    @Test
    void oneThatAlwaysThrowsIsNoticedAtOnce() {
        Version tried = new Version(1, true).errors(1);
        Version old = new Version(2, false);
        old.run(900);
        tried.run(2);
        Judge judge = new Judge(USUAL);
        assertThat(look(judge, old, tried)).as("too few").isEmpty();
        tried.run(8);
        assertThat(look(judge, old, tried)).contains("player: 10 of 10 handlers of 1.1.0 threw, 0 of 900 of 1.0.0");
    }

    @Test
    void whereTheOldOneThrowsAsMuchItIsNotTheNewOnesFault() {
        Version old = new Version(3, false).errors(0.3);
        Version tried = new Version(4, true).errors(0.3);
        assertThat(play(new Judge(USUAL), old, tried, 100)).isEmpty();
    }

    @Test
    void fiveTimesSlowerIsNoticedAfterTwoStretchesInARow() {
        Version tried = new Version(5, true);
        tried.micros = 2_000;
        assertThat(play(new Judge(USUAL), new Version(6, false), tried, 100)).contains(3_000L + A_SECOND);
    }

    @Test
    void aSlowBeginningAndASlowMomentAreForgiven() {
        Version old = new Version(7, false);
        Version tried = new Version(8, true);
        Judge judge = new Judge(USUAL);
        tried.micros = 20_000;
        assertThat(play(judge, old, tried, 10)).as("cold code").isEmpty();
        tried.micros = 200;
        assertThat(play(judge, old, tried, 15)).isEmpty();
        tried.micros = 20_000;
        assertThat(play(judge, old, tried, 5)).as("within one stretch").isEmpty();
        tried.micros = 200;
        assertThat(play(judge, old, tried, 100)).isEmpty();
    }

    @Test
    void anAllocationStormIsNoticed() {
        Version tried = new Version(9, true);
        tried.bytes = 100_000;
        Version old = new Version(10, false);
        Judge judge = new Judge(USUAL);
        assertThat(play(judge, old, tried, 100)).contains(3_000L + A_SECOND);
        tried.run(2_000);
        old.run(2_000);
        assertThat(look(judge, old, tried))
                .hasValueSatisfying(why -> assertThat(why).startsWith("player: 1.1.0 allocates 100"));
    }

    @Test
    void sessionsThatEndAreNoticed() {
        Version old = new Version(11, false);
        Version tried = new Version(12, true);
        old.ended = 3;
        tried.joined = 10;
        tried.ended = 10;
        assertThat(look(new Judge(USUAL), old, tried))
                .contains("player: 10 of 20 sessions at 1.1.0 ended, 3 of 103 at 1.0.0");
        tried.ended = 1;
        assertThat(look(new Judge(USUAL), old, tried)).isEmpty();
    }

    @Test
    void aContainerThatStartsAgainIsNoBreach() {
        Version old = new Version(13, false);
        Version tried = new Version(14, true);
        Judge judge = new Judge(USUAL);
        assertThat(play(judge, old, tried, 25)).isEmpty();
        Version oldAgain = new Version(15, false);
        Version triedAgain = new Version(16, true);
        assertThat(play(judge, oldAgain, triedAgain, 100)).isEmpty();
        triedAgain.micros = 4_000;
        assertThat(play(judge, oldAgain, triedAgain, 100)).isPresent();
    }

    @Test
    void whatIsWrittenIsRead() {
        Version tried = new Version(17, true);
        tried.run(500);
        Measured measured = tried.measured();
        Measured read = Measured.of(measured.written());
        assertThat(read.times().counts()).isEqualTo(measured.times().counts());
        assertThat(read.side()).isEqualTo(measured.side());
        assertThat(ReceiptJson.reason(ReceiptJson.steppedBack("a \"b\" c\\d"))).isEqualTo("a \"b\" c\\d");
        assertThat(ReceiptJson.reason("{\"error\":\"x\"}")).isEmpty();
    }

    @Test
    void whatWaitsIsTold() {
        Version tried = new Version(18, true);
        tried.run(455);
        Version old = new Version(19, false);
        old.run(4_210);
        assertThat(Judge.waiting(Measured.sum(List.of(old.measured(), tried.measured())), USUAL))
                .containsExactly("times and bytes of player, until each version has handled 3000 messages (1.1.0: 455"
                        + " so far)");
    }
}
