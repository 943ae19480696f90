package et.console.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import et.actor.Actors;
import et.actor.Logic;
import et.actor.Logics;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;

/** Completes {@code type/id}: the types first, then live actors of the type. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the field
public final class ActorCompleter implements Completer {

    private static final int LIMIT = 200;

    @Reference
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        String word = line.getCursorArgument() == null ? "" : line.getCursorArgument();
        int slash = word.indexOf('/');
        if (slash < 0) {
            return Candidates.of(
                    context,
                    Logics.class,
                    logics -> completedFuture(
                            logics.all().stream().map(Logic::type).map(t -> t + "/")),
                    session,
                    line,
                    candidates);
        }
        String type = word.substring(0, slash);
        return Candidates.of(
                context,
                Actors.class,
                actors -> actors.list(type, LIMIT)
                        .thenApply(lines -> lines.stream().map(l -> l.type() + "/" + l.id())),
                session,
                line,
                candidates);
    }
}
