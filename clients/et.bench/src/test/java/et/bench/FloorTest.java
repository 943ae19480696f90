package et.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FloorTest {

    @Test
    void theLoadGeneratorTakesItForAServer() throws Exception {
        Options options = Options.parse(List.of("w1", "--connections", "3", "--inflight", "16", "--payload", "2000"));
        ProcessHandle process;
        try (FloorProcess floor = new FloorProcess();
                Fleet fleet = new Fleet(options.against(floor.address(), floor.id()))) {
            process = ProcessHandle.of(floor.id()).orElseThrow();
            fleet.enter();
            fleet.start();
            long answered = 0;
            while (answered < 1000) {
                Meter meter = fleet.round();
                assertThat(meter.wrongs()).isZero();
                answered += meter.times().getTotalCount();
            }
            fleet.stop();
            while (!fleet.idle()) {
                Thread.onSpinWait();
            }
            assertThat(fleet.round().wrongs()).isZero();
        }
        process.onExit().get();
        assertThat(process.isAlive()).isFalse();
    }
}
