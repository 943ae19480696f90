package et.console.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import et.hotfix.Hotfixes;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.util.Arrays;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.osgi.framework.BundleContext;

/**
 * Completes what a hotfix is done to: files for plan and apply, bundles with an open hotfix for confirm and rollback.
 */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the field
public final class HotfixCompleter implements Completer {

    @Reference
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> words = Arrays.asList(line.getArguments());
        if (words.contains("plan") || words.contains("replay") || words.contains("apply")) {
            return new FileCompleter().complete(session, line, candidates);
        }
        return Candidates.of(
                context,
                Hotfixes.class,
                hotfixes -> completedFuture(hotfixes.status().bundles().stream()
                        .filter(h -> h.phase() == Phase.SWITCHED || h.phase() == Phase.CANARY)
                        .map(Hotfix::bundle)),
                session,
                line,
                candidates);
    }
}
