package et.itests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;

/** Benchmarks are code that nobody calls: here they are called once. */
class BenchmarksTest {

    @Test
    void allRunAndTellWhatTheyAllocate() throws Exception {
        Collection<RunResult> results = new Runner(Benchmarks.once()).run();
        TreeSet<String> names = new TreeSet<>();
        for (RunResult result : results) {
            names.add(result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"));
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            assertThat(result.getSecondaryResults()).containsKey("gc.alloc.rate.norm");
        }
        assertThat(names)
                .containsExactly(
                        "CommitBench.handOver",
                        "EnvelopeBench.build",
                        "EnvelopeBench.parse",
                        "LaneBench.dispatch",
                        "LaneBench.dispatchAndTimer");
    }
}
