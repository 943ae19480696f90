package et.console.internal;

import et.cluster.Cluster;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:drain}: all shards leave a container, orderly. */
@Service
@Command(
        scope = "et",
        name = "drain",
        description = "Moves all shards away from a container, and none to it: before it is stopped")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class DrainCommand extends EtCommand {

    @Argument(name = "container", multiValued = true, description = "The container, as et:cluster names it")
    @Completion(ContainerCompleter.class)
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        Cluster cluster = services.need(Cluster.class, "et.cluster");
        String container = ContainerCompleter.known(cluster, words);
        Services.await(cluster.drain(container), "the cluster");
        if (json) {
            out.println(new Json().put("container", container).put("draining", true));
        } else {
            out.println("The shards of " + container
                    + " are moved to the others; players notice nothing. et:cluster shows how far it is;"
                    + " when it has none left, the container can be stopped");
        }
    }
}
