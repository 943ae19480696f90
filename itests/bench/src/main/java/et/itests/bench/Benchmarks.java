package et.itests.bench;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The program: runs the benchmarks of the core, each with what it allocates ({@code gc.alloc.rate.norm}, bytes per operation). */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Measures for minutes.
     *
     * @param arguments regular expressions, for some of the benchmarks only
     */
    public static void main(String[] arguments) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        for (String pattern : arguments) {
            options.include(pattern);
        }
        options.addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .forks(2)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1));
        new Runner(options.build()).run();
    }

    /** As short as can be, in this JVM: shows that the benchmarks run, and nothing of how fast. */
    static Options once() {
        return new OptionsBuilder()
                .addProfiler(GCProfiler.class)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(50))
                .shouldFailOnError(true)
                .build();
    }
}
