package et.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InterruptWatchTest {

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private Duration pause = Duration.ofMillis(200);
    private long now;

    @Test
    void theFirstInterruptGoesThroughAndTheNextOneEndsTheStream() throws IOException {
        assertThat(typed('a', 3, 3, 'b')).containsExactly('a', 3);
        assertThat(screen.toString(StandardCharsets.US_ASCII)).contains("Ctrl-C once more");
    }

    @Test
    void aKeyBetweenThemStartsOver() throws IOException {
        assertThat(typed(3, 'a', 3, 'b')).containsExactly(3, 'a', 3, 'b');
    }

    @Test
    void twoInterruptsWithTimeBetweenThemAreTwoFirstOnes() throws IOException {
        pause = Duration.ofSeconds(3);
        assertThat(typed(3, 3, 3)).containsExactly(3, 3, 3);
    }

    private byte[] typed(int... keys) throws IOException {
        byte[] bytes = new byte[keys.length];
        for (int i = 0; i < keys.length; i++) {
            bytes[i] = (byte) keys[i];
        }
        return new InterruptWatch(new ByteArrayInputStream(bytes), screen, () -> now += pause.toNanos()).readAllBytes();
    }
}
