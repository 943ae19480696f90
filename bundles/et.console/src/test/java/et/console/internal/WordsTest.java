package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WordsTest {

    @Test
    void durationsHaveTwoUnits() {
        assertThat(Words.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Words.duration(Duration.ofSeconds(61))).isEqualTo("1 min 1 s");
        assertThat(Words.duration(Duration.ofMinutes(61))).isEqualTo("1 h 1 min");
        assertThat(Words.duration(Duration.ofHours(49))).isEqualTo("2 d 1 h");
        assertThat(Words.duration(Duration.ofSeconds(-5))).isEqualTo("0 s");
    }

    @Test
    void countsHaveTheirNoun() {
        assertThat(Words.count(1, "actor")).isEqualTo("1 actor");
        assertThat(Words.count(1200, "actor")).isEqualTo("1 200 actors");
    }

    @Test
    void bytesHaveTheirUnit() {
        assertThat(Words.bytes(1023)).isEqualTo("1023 B");
        assertThat(Words.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Words.bytes(3 << 20)).isEqualTo("3.0 MiB");
    }
}
