package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks measure; how much, is not for a busy machine to say. */
class BenchIT {

    private static final Path HOME = Path.of(System.getProperty("et.home"));
    private static final long PATIENCE_SECONDS = 180;

    @TempDir
    Path runs;

    /** What it prints for scripts; nothing is left of its servers then. */
    private String bench(String... words) throws Exception {
        Path out = Files.createTempFile(runs, "bench", ".json");
        List<String> command = new ArrayList<>(
                List.of("bash", HOME.resolve("bin/et").toString(), "bench", "--dir", runs.toString(), "--json"));
        command.addAll(List.of(words));
        Process bench = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(out.toFile())
                .start();
        assertThat(bench.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(bench.exitValue()).isZero();
        assertThat(runs).isDirectoryNotContaining(file -> !file.equals(out));
        return Files.readString(out);
    }

    private static void measured(String json) {
        assertThat(json)
                .contains("\"wrong\":0")
                .doesNotContain(
                        "\"requests_per_s\":0",
                        "\"cpu_us_per_request\":0.00",
                        "\"alloc_bytes_per_request\":0,",
                        "\"rss_mb\":0");
    }

    @Test
    void requestsAreMeasuredInTurnsWithAnotherBuildAndTheFloor() throws Exception {
        String json = bench(
                "w1",
                "--connections",
                "4",
                "--warmup",
                "0",
                "--seconds",
                "1",
                "--rounds",
                "1",
                "--floor",
                "--against",
                HOME.toString());
        measured(json);
        assertThat(json)
                .contains("\"bench\":\"w1\"", "\"connections\":4", "\"against_cpu_ratio\":", "\"floor_cpu_ratio\":");
    }

    @Test
    void deliveriesOverWebSocketAreMeasured() throws Exception {
        String json = bench(
                "w2",
                "--transport",
                "ws",
                "--floor",
                "--connections",
                "10",
                "--rate",
                "100",
                "--tick",
                "20",
                "--warmup",
                "0",
                "--seconds",
                "2",
                "--rounds",
                "1");
        measured(json);
        assertThat(json)
                .contains("\"bench\":\"w2\"", "\"transport\":\"ws\"", "\"connections\":10", "\"floor_cpu_ratio\":");
    }

    @Test
    void startsAreMeasuredColdAndWarm() throws Exception {
        assertThat(bench("start", "--runs", "1"))
                .contains("\"bench\":\"start\"", "\"runs\":1")
                .containsPattern("\"cold_ms\":[1-9]")
                .containsPattern("\"warm_ms\":[1-9]");
    }

    @Test
    void hotfixesAreMeasured() throws Exception {
        String json = bench(
                "hotfix",
                "--tiers",
                "one",
                "--hotfixes",
                "4",
                "--robots",
                "8",
                "--warmup",
                "0",
                "--baseline",
                "1",
                "--gap",
                "1");
        assertThat(json)
                .contains(
                        "\"bench\":\"hotfix\"",
                        "\"hotfixes\":4,\"state_changes\":2,\"rollbacks\":1,\"unclean\":0",
                        "\"lost\":0,\"duplicated\":0,\"reordered\":0,\"disconnected\":0,\"errors\":0",
                        "\"skew_ms\":",
                        "\"metaspace_slope_kb_per_hotfix\":")
                .containsPattern("\"old_loaders_alive\":[01]}")
                .containsPattern("\"rollback_ms\":[1-9]");
        for (String time : List.of(
                "pause_p50", "pause_p999", "pause_max", "baseline_p99", "during_p99", "first10s_p99", "unload_p99")) {
            assertThat(json).containsPattern("\"" + time + "_us\":[0-9.]*[1-9]");
        }
    }

    @Test
    void idleSessionsAndActorsAreMeasured() throws Exception {
        assertThat(bench("memory", "--sessions", "20", "--actors", "200"))
                .contains("\"bench\":\"memory\"", "\"sessions\":20", "\"actors\":200")
                .containsPattern("\"wake_p50_us\":[1-9]")
                .containsPattern("\"read_p50_us\":[1-9]");
    }

    @Test
    void durableCommitsAreMeasured() throws Exception {
        assertThat(bench(
                        "commits",
                        "--connections",
                        "4",
                        "--actors",
                        "1000",
                        "--rate",
                        "100",
                        "--overload",
                        "5",
                        "--warmup",
                        "1",
                        "--seconds",
                        "1",
                        "--rounds",
                        "1"))
                .contains("\"bench\":\"commits\"", "\"db\":\"h2\"", "\"offered_per_s\":100", "\"wrong\":0")
                .containsPattern("\"acked_per_s\":[1-9]")
                .containsPattern("\"saturated_per_s\":[1-9]")
                .containsPattern("\"ratio_to_jdbc_batch\":(?!0\\.0*[,}])\\d")
                .containsPattern("\"overload_acked_per_s\":[1-9]");
    }
}
