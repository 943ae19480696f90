package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimesTest {

    private final Times times = new Times();

    @Test
    void saysByWhenHalfAndNearlyAllWereDone() {
        for (int millis = 1; millis <= 100; millis++) {
            times.add(TimeUnit.MILLISECONDS.toNanos(millis));
        }
        assertThat(times.count()).isEqualTo(100);
        assertThat(times.within(0.5)).isBetween(50_000L, 50_000L * 9 / 8);
        assertThat(times.within(0.99)).isBetween(99_000L, 99_000L * 9 / 8);
    }

    @Test
    void countsTheShortestExactlyAndTheLongestAtAll() {
        assertThat(times.within(0.5)).isZero();
        times.add(-1);
        times.add(TimeUnit.MICROSECONDS.toNanos(3));
        assertThat(times.within(0.5)).isZero();
        assertThat(times.within(1)).isEqualTo(3);
        times.add(Long.MAX_VALUE);
        assertThat(times.within(1)).isGreaterThanOrEqualTo(TimeUnit.NANOSECONDS.toMicros(Long.MAX_VALUE));
    }
}
