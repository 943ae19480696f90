package et.hotfix.internal;

import et.actor.Logics;
import et.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the counters of lanes and sessions. */
final class Readings {

    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Logics logics;
    private final Supplier<Optional<Sessions>> sessions;

    Readings(Logics logics, Supplier<Optional<Sessions>> sessions) {
        this.logics = logics;
        this.sessions = sessions;
    }

    /** What the lanes counted. */
    Logics.Counters lanes() {
        return logics.counters();
    }

    /** What the sessions counted; null when this container has no gateway, or it does not answer. */
    Sessions.@Nullable Counters clients() throws InterruptedException {
        return ask(Sessions::counters);
    }

    /** The sessions; null when this container has no gateway, or it does not answer. */
    @Nullable List<Sessions.Line> sessions() throws InterruptedException {
        return ask(Sessions::list);
    }

    private <T> @Nullable T ask(Function<Sessions, CompletionStage<T>> question) throws InterruptedException {
        Optional<Sessions> gateway = sessions.get();
        if (gateway.isEmpty()) {
            return null;
        }
        try {
            return question.apply(gateway.get()).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the gateway did not tell its counters; the receipt will be without them: {}", Sentences.of(e));
            return null;
        }
    }
}
