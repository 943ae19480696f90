package et.console.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import et.actor.Logic;
import et.actor.Logics;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;

/** Completes actor types. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the field
public final class TypeCompleter implements Completer {

    @Reference
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Candidates.of(
                context,
                Logics.class,
                logics -> completedFuture(logics.all().stream().map(Logic::type)),
                session,
                line,
                candidates);
    }
}
