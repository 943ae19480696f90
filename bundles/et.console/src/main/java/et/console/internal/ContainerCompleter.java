package et.console.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Tier;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;

/** Completes the names of logic containers. */
@Service
@SuppressWarnings("NullAway.Init") // Karaf sets the field
public final class ContainerCompleter implements Completer {

    @Reference
    BundleContext context;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Candidates.of(
                context, Cluster.class, cluster -> completedFuture(logic(cluster).stream()), session, line, candidates);
    }

    private static List<String> logic(Cluster cluster) {
        return cluster.members().stream()
                .filter(member -> member.tiers().contains(Tier.LOGIC))
                .map(Member::container)
                .sorted()
                .toList();
    }

    /** The one logic container that the words name. */
    static String known(Cluster cluster, List<String> words) {
        List<String> containers = logic(cluster);
        if (words.size() == 1 && containers.contains(words.get(0))) {
            return words.get(0);
        }
        throw new ConsoleException((words.size() == 1 ? "no logic container \"" + words.get(0) + "\"" : "one container")
                + " (expected: " + String.join(" or ", containers) + ")");
    }
}
