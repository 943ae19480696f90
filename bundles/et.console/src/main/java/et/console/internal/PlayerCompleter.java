package et.console.internal;

import et.session.Sessions;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;

/** Completes players who have a session here. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the field
public final class PlayerCompleter implements Completer {

    @Reference
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Candidates.of(
                context,
                Sessions.class,
                sessions -> sessions.list().thenApply(lines -> lines.stream().map(Sessions.Line::player)),
                session,
                line,
                candidates);
    }
}
