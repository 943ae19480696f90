package et.cluster.pekko.internal;

import et.cluster.Load;
import et.cluster.Parts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Measures the load of this process, and asks its parts for the rest, at most once in half a second. */
final class Pulse {

    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

    private final Parts parts;
    private Load load = Load.NONE;
    private long at = System.nanoTime() - FRESH;
    private Duration spent = spent();

    Pulse(Parts parts) {
        this.parts = parts;
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
            load = parts.add(measured);
        }
        return load;
    }

    private static Duration spent() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
