package et.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommitOptionsTest {

    @Test
    void whatIsNotSaidIsAsTheUsageSays() {
        CommitOptions options = CommitOptions.parse(List.of("commits", "--at", "127.0.0.1:1"));

        assertThat(options)
                .extracting(
                        CommitOptions::rate,
                        CommitOptions::overload,
                        CommitOptions::connections,
                        CommitOptions::inflight,
                        CommitOptions::actors,
                        CommitOptions::payload)
                .containsExactly(5000, 10, 200, 32, 50_000, 200);
        assertThat(CommitOptions.USAGE)
                .contains("--rate 5000", "--overload 10", "--connections 200", "--inflight 32", "--actors 50000")
                .contains("--payload 200", "--seconds " + options.seconds(), "--rounds " + options.rounds())
                .contains("--warmup " + options.warmup());
    }

    @Test
    void moreUnderWayThanAClientMayHaveIsRefused() {
        assertThatThrownBy(() -> CommitOptions.parse(List.of("commits", "--inflight", "65")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--inflight: 65 (expected: a number from 1 to 64)");
    }
}
