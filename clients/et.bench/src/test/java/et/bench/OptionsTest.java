package et.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static Options parse(String... words) {
        return Options.parse(List.of(words));
    }

    @Test
    void aWorkloadHasItsOwnDefaults() {
        assertThat(parse("w1")).extracting(Options::connections, Options::rate).containsExactly(200, 0);
        assertThat(parse("w1r")).extracting(Options::connections, Options::rate).containsExactly(200, 4000);
        assertThat(parse("w2")).extracting(Options::connections, Options::rate).containsExactly(100, 1000);
    }

    @Test
    void optionsMayComeBeforeTheWorkload() {
        Options options = parse("--tick", "20", "--rate", "100", "--connections", "10", "w2");
        assertThat(options.workload()).isEqualTo(Workload.W2);
        assertThat(options)
                .extracting(Options::tick, Options::rate, Options::connections)
                .containsExactly(20, 100, 10);
    }

    @Test
    void serversAreAddressesAndProcesses() {
        Options options =
                parse("w1", "--at", "127.0.0.1:1,127.0.0.1:2", "--processes", "3,4", "--against-at", "127.0.0.1:5");
        assertThat(options.server().at())
                .extracting(address -> address.getPort())
                .containsExactly(1, 2);
        assertThat(options.server().processes().ids()).containsExactly(3L, 4L);
        assertThat(options.against()).isEqualTo(Server.of("against", "127.0.0.1:5", ""));
        assertThat(parse("w1").against()).isNull();
    }

    @Test
    void noMoreActorsAreTimedThanThereAreForEachWay() {
        MemoryOptions options = MemoryOptions.parse(
                List.of("memory", "--actors", "100", "--at", "127.0.0.1:1", "--processes", "2", "--dir", "/run"));
        assertThat(options)
                .extracting(MemoryOptions::actors, MemoryOptions::wakes)
                .containsExactly(100, 50);
        assertThatThrownBy(() -> MemoryOptions.parse(List.of("memory", "--actors", "99")))
                .hasMessage("--actors: 99 (expected: a number from 100 to 5000000)");
        assertThatThrownBy(() -> MemoryOptions.parse(List.of("memory", "--tiers", "logic")))
                .hasMessage("--tiers: no such option of memory");
    }

    @Test
    void aCommandLineThatCannotBeReadSaysWhatWasExpected() {
        assertThatThrownBy(() -> parse()).hasMessage("workload: none (expected: w1 or w1r or w2)");
        assertThatThrownBy(() -> parse("w3")).hasMessageContaining("expected: w1 or w1r or w2");
        assertThatThrownBy(() -> parse("w1", "--inflight", "65"))
                .hasMessage("--inflight: 65 (expected: a number from 1 to 64)");
        assertThatThrownBy(() -> parse("w1", "--rate")).hasMessageContaining("expected: a value");
        assertThatThrownBy(() -> parse("w1", "--at", "here")).hasMessageContaining("expected: as 127.0.0.1:7700");
        assertThatThrownBy(() -> parse("w1", "w2")).hasMessage("w2: no such workload or option");
    }
}
