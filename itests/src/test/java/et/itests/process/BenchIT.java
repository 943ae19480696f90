package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark measures; how much, is not for a busy machine to say. */
class BenchIT {

    private static final Path HOME = Path.of(System.getProperty("et.home"));
    private static final long PATIENCE_SECONDS = 180;

    @Test
    void itStartsMeasuresAndLeavesNothingBehind(@TempDir Path runs) throws Exception {
        Path out = runs.resolve("out");
        Process bench = new ProcessBuilder(
                        "bash",
                        HOME.resolve("bin/et").toString(),
                        "bench",
                        "--dir",
                        runs.toString(),
                        "w1",
                        "--connections",
                        "4",
                        "--warmup",
                        "0",
                        "--seconds",
                        "1",
                        "--rounds",
                        "1",
                        "--json")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(out.toFile())
                .start();
        assertThat(bench.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(bench.exitValue()).isZero();
        assertThat(out)
                .content()
                .contains("\"bench\":\"w1\"", "\"connections\":4", "\"wrong\":0}")
                .doesNotContain("\"requests_per_s\":0", "\"cpu_us_per_request\":0.00");
        assertThat(runs).isDirectoryNotContaining(file -> !file.equals(out));
    }
}
