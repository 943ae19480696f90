package et.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long things took, by how many. */
final class TimesTest {

    @Test
    void aPercentileIsRoundedUpByAThirtySecondPartAtMost() {
        long seed = 11;
        Random random = new Random(seed);
        long[] nanos = random.longs(5_000, 0, 1)
                .map(none -> (long) Math.exp(5 + random.nextDouble() * 18))
                .toArray();
        Times times = of(nanos);
        Arrays.sort(nanos);
        assertThat(times.total()).isEqualTo(nanos.length);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = nanos[(int) Math.ceil(nanos.length * share) - 1];
            assertThat(times.percentile(share))
                    .as("share %s, seed %s", share, seed)
                    .isBetween(exact, exact + Math.max(128, exact / 32 + 1));
        }
    }

    @Test
    void theyAreAddedAndTakenAway() {
        Times both = of(1_000, 2_000).plus(of(9_000));
        assertThat(both.total()).isEqualTo(3);
        assertThat(both.above(2_000)).isEqualTo(1);
        assertThat(both.above(0)).isEqualTo(3);
        assertThat(both.above(Long.MAX_VALUE)).isZero();
        assertThat(both.minus(of(1_000, 2_000)).counts()).isEqualTo(of(9_000).counts());
    }

    @Test
    void nothingAndEverythingHaveTheirPlace() {
        assertThat(Times.none().percentile(0.99)).isZero();
        assertThat(Times.bucket(-1)).isZero();
        assertThat(Times.bucket(Long.MAX_VALUE)).isEqualTo(Times.BUCKETS - 1);
    }

    private static Times of(long... nanos) {
        long[] counts = new long[Times.BUCKETS];
        for (long one : nanos) {
            counts[Times.bucket(one)]++;
        }
        return new Times(counts);
    }
}
