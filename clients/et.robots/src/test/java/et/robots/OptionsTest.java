package et.robots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void readsWhatTheLauncherPasses() {
        Options options = Options.parse(List.of("200", "--for", "2m", "--transport", "ws", "--json", "--seed", "7"));

        assertThat(options.players()).isEqualTo(200);
        assertThat(options.length()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.servers()).containsExactly(URI.create("ws://127.0.0.1:7701/et"));
        assertThat(options.json()).isTrue();
        assertThat(options.seed()).isEqualTo(7);
    }

    @Test
    void hasAnAnswerToEverythingLeftOut() {
        Options options = Options.parse(List.of());

        assertThat(options.players()).isEqualTo(50);
        assertThat(options.servers()).containsExactly(URI.create("tcp://127.0.0.1:7700"));
        assertThat(options.length()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void takesOneServerOrSeveral() {
        assertThat(Options.parse(List.of("--host", "::1", "--port", "9")).servers())
                .containsExactly(URI.create("tcp://[::1]:9"));
        assertThat(Options.parse(List.of("--at", "a:1,[::1]:2")).servers())
                .containsExactly(URI.create("tcp://a:1"), URI.create("tcp://[::1]:2"));
    }

    @Test
    void namesWhatItCannotRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--for", "soon")))
                .withMessage("--for: soon (expected: as 500ms, 20s or 2m)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--port")))
                .withMessage("--port: nothing (expected: a value)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--at", "a:1,b")))
                .withMessage("server: b (expected: as 127.0.0.1:7700)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("many")))
                .withMessage("N: many (expected: a number from 1 to 100000)");
    }
}
