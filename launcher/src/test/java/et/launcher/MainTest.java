package et.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {

    @Test
    void oneWordIsACommandLineAsItStands() {
        assertThat(Main.commandLine(List.of("et:status | grep arena"))).isEqualTo("et:status | grep arena");
    }

    @Test
    void ofSeveralWordsEachStaysOne() {
        assertThat(Main.commandLine(List.of("et:actor", "player/42"))).isEqualTo("et:actor player/42");
        assertThat(Main.commandLine(List.of("et:hotfix", "apply", "file:/a b/x.jar")))
                .isEqualTo("et:hotfix apply \"file:/a b/x.jar\"");
        assertThat(Main.commandLine(List.of("echo", "a\"b\\c$d", ""))).isEqualTo("echo \"a\\\"b\\\\c\\$d\" \"\"");
    }
}
