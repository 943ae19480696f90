package et.hotfix.internal;

import et.actor.Actors;
import et.actor.Logic;
import et.actor.Logic.Standing;
import et.actor.Logics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** What the actor runtime runs now. */
final class Running {

    private static final long POLL_MILLIS = 20;

    private final Logics logics;
    private final Actors actors;

    Running(Logics logics, Actors actors) {
        this.logics = logics;
        this.actors = actors;
    }

    /** The version of the bundle that serves, empty when none does. */
    String active(String bundle) {
        return logics.all().stream()
                .filter(l -> l.bundle().equals(bundle) && l.standing() == Standing.ACTIVE)
                .map(Logic::version)
                .findFirst()
                .orElse("");
    }

    /** Who has another version of the bundle than the active one; empty when nobody has. */
    Optional<Logics.Trying> trying(String bundle) {
        return logics.trying(bundle);
    }

    /** The logics that this version of the bundle has registered. */
    List<Logic> of(String bundle, String version) {
        return logics.all().stream()
                .filter(l -> l.bundle().equals(bundle) && l.version().equals(version))
                .toList();
    }

    /** The same, after waiting until there are as many as {@code expected}, or the deadline has passed. */
    List<Logic> await(String bundle, String version, int expected, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        List<Logic> found = of(bundle, version);
        while (found.size() < expected && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
            found = of(bundle, version);
        }
        return found;
    }

    /** Live actors by type. */
    Map<String, Integer> actors(Duration deadline) throws InterruptedException {
        try {
            return actors.counts().toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS).stream()
                    .collect(Collectors.toMap(Actors.Count::type, Actors.Count::actors, Integer::sum));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the lanes did not tell how many actors are live: " + Sentences.of(e), e);
        }
    }
}
