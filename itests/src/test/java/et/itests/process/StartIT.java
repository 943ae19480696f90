package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A container that starts, is looked at, stops and starts again: what it says, and what it leaves behind. */
class StartIT {

    @RegisterExtension
    static final Container container = new Container();

    @Test
    void theLogHasNothingForTheMorningAfterALogin() throws Exception {
        container.console("et:status").expectSuccess();

        List<String> complaints = container.log().stream()
                .filter(line -> line.matches("\\S+ \\S+ (WARN |ERROR) .*"))
                // That is a stop's to say, and another test stops it.
                .filter(line -> !line.contains("its requests are held for a while"))
                .toList();

        assertThat(complaints).isEmpty();
    }

    @Test
    void aFileTellsWhetherItServesAndTheNextStartFindsItsClasses() throws Exception {
        Path ready = container.base().resolve("data/ready");
        assertThat(ready).hasContent(pid() + "\net\n");

        container.stop();
        assertThat(ready).doesNotExist();

        container.start();
        assertThat(ready).hasContent(pid() + "\net\n");
        assertThat(container.process().orElseThrow().info().arguments().orElseThrow())
                .anyMatch(argument -> argument.startsWith("-XX:SharedArchiveFile="));
        assertThat(container.base().resolve("data/log/out.log")).isEmptyFile();
    }

    private static String pid() {
        return String.valueOf(container.process().orElseThrow().pid());
    }
}
