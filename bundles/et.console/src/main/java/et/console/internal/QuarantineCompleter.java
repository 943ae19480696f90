package et.console.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import et.actor.Quarantine;
import et.actor.Quarantine.Cut;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;

/** Completes the actions of the quarantine, and the types that have a handler in it. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the field
public final class QuarantineCompleter implements Completer {

    @Reference
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Candidates.of(
                context,
                Quarantine.class,
                quarantine -> completedFuture(Stream.concat(
                        Stream.of("list", "lift"), quarantine.all().stream().map(Cut::type))),
                session,
                line,
                candidates);
    }
}
