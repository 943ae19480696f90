package et.console.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What completers have in common: a part that is not there, or slow, gives no candidates, and never an error at the
 * prompt.
 */
final class Candidates {

    private static final Logger LOG = LoggerFactory.getLogger(Candidates.class);
    private static final int PATIENCE_MILLIS = 500;
    private static final int MAX = 200;

    private Candidates() {}

    /** Candidates that a service knows. */
    static <T> int of(
            BundleContext context,
            Class<T> type,
            Function<T, CompletionStage<? extends Stream<String>>> question,
            Session session,
            CommandLine line,
            List<String> candidates) {
        try (var services = new Services(context)) {
            Optional<T> service = services.find(type);
            if (service.isEmpty()) {
                return -1;
            }
            List<String> found = question.apply(service.get())
                    .toCompletableFuture()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .distinct()
                    .sorted()
                    .limit(MAX)
                    .toList();
            return new StringsCompleter(found).complete(session, line, candidates);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } catch (Exception e) {
            LOG.debug("no candidates of {}: {}", type.getName(), e.toString());
            return -1;
        }
    }
}
