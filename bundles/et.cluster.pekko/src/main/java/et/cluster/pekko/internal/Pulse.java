package et.cluster.pekko.internal;

import et.cluster.Load;
import et.cluster.LoadSource;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures the load of this process, and asks its parts for the rest, at most once in half a second. */
final class Pulse {

    private static final Logger log = LoggerFactory.getLogger(Pulse.class);
    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

    private final Collection<LoadSource> sources;
    private Load load = Load.NONE;
    private long at = System.nanoTime() - FRESH;
    private Duration spent = spent();

    Pulse(Collection<LoadSource> sources) {
        this.sources = sources;
    }

    synchronized Load load() {
        long now = System.nanoTime();
        long passed = now - at;
        if (passed >= FRESH) {
            Duration until = spent();
            Runtime runtime = Runtime.getRuntime();
            double cpu = (double) until.minus(spent).toNanos() / passed / runtime.availableProcessors();
            Load measured = new Load(Math.min(1, cpu), 0, 0, 0, 0, runtime.totalMemory() - runtime.freeMemory(), 0);
            at = now;
            spent = until;
            load = ask(measured);
        }
        return load;
    }

    private Load ask(Load measured) {
        Load all = measured;
        for (LoadSource source : sources) {
            try {
                all = source.add(all);
            } catch (RuntimeException e) {
                log.warn("A source of load threw: {}", source, e);
            }
        }
        return all;
    }

    private static Duration spent() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
