package et.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RoundTest {

    private static Round round(long requests, double cpuMicros) {
        Histogram times = new Histogram(3);
        times.recordValue(250_000);
        return new Round(requests, 2, cpuMicros, 300 * requests, times, 0, 100);
    }

    @Test
    void theLineForScriptsHasTheFieldsThatScriptsKnow() {
        Options options = Options.parse(List.of("w2", "--json"));
        assertThat(round(1000, 3000).json(options, ""))
                .isEqualTo(
                        "{\"bench\":\"w2\",\"tiers\":\"one\",\"transport\":\"tcp\",\"connections\":100,\"inflight\":0,"
                                + "\"payload\":64,\"requests_per_s\":500,\"cpu_us_per_request\":3.00,\"p50_us\":250,"
                                + "\"p99_us\":250,\"p999_us\":250,\"alloc_bytes_per_request\":300,\"rss_mb\":100,\"wrong\":0}");
    }

    @Test
    void ratiosAreOfRoundsThatFollowedEachOther() {
        // The machine became three times as slow in between: what was compared is what was near.
        List<Round> rounds = List.of(round(1000, 2000), round(1000, 6000), round(1000, 6000));
        List<Round> others = List.of(round(1000, 1000), round(1000, 3000), round(1000, 4000));
        assertThat(Round.json("floor_", rounds, others))
                .contains("\"floor_cpu_us_per_request\":3.00", "\"floor_cpu_ratio\":2.000");
    }
}
