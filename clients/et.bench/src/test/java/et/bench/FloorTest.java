package et.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FloorTest {

    private static Round measured(String... words) throws Exception {
        Options options = Options.parse(List.of(words));
        ProcessHandle process;
        Round round;
        try (FloorProcess floor = new FloorProcess(options);
                Side side = new Side(floor.server(), options)) {
            process = ProcessHandle.of(floor.server().processes().ids().get(0)).orElseThrow();
            side.enter();
            round = side.round();
            // Of what is said, each hears all, once.
            assertThat(side.stop()).isTrue();
        }
        process.onExit().get();
        assertThat(process.isAlive()).isFalse();
        return round;
    }

    @Test
    void theLoadGeneratorTakesItForAServer() throws Exception {
        Round round = measured("w1", "--connections", "3", "--inflight", "16", "--payload", "2000", "--seconds", "1");
        assertThat(round.wrongs()).isZero();
        assertThat(round.requests()).isPositive();
        assertThat(round.cpuPerRequest()).isPositive();
        assertThat(round.bytesPerRequest()).isPositive();
    }

    @Test
    void overWebSocketAsWell() throws Exception {
        for (String payload : List.of("64", "2000")) {
            Round round = measured(
                    "w1",
                    "--transport",
                    "ws",
                    "--connections",
                    "3",
                    "--inflight",
                    "16",
                    "--payload",
                    payload,
                    "--seconds",
                    "1");
            assertThat(round.wrongs()).isZero();
            assertThat(round.requests()).isPositive();
        }
    }

    @Test
    void whatOneSaysAllHear() throws Exception {
        Round round = measured("w2", "--connections", "5", "--rate", "100", "--seconds", "1");
        assertThat(round.wrongs()).isZero();
        assertThat(round.requests()).isPositive();
    }

    @Test
    void whatIsGatheredIsCountedOneByOne() throws Exception {
        Round round = measured("w2", "--connections", "5", "--rate", "100", "--tick", "10", "--seconds", "1");
        assertThat(round.wrongs()).isZero();
        assertThat(round.requests()).isPositive();
        assertThat(round.times().getMaxValue()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(20));
    }
}
