package et.itests.container;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Waits for a container to come to rest. */
final class Settled {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Settled() {}

    /** Asks until there are no faults, and gives what is left of them when time is up. */
    static String faults(Supplier<String> faults) throws InterruptedException {
        var end = Instant.now().plus(DEADLINE);
        var left = faults.get();
        while (!left.isEmpty() && Instant.now().isBefore(end)) {
            Thread.sleep(PAUSE.toMillis());
            left = faults.get();
        }
        return left;
    }
}
