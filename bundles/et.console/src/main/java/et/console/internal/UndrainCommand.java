package et.console.internal;

import et.cluster.Cluster;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:undrain}: a container that was drained takes shards again. */
@Service
@Command(scope = "et", name = "undrain", description = "Lets a container that was drained take shards again")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class UndrainCommand extends EtCommand {

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
        Services.await(cluster.undrain(container), "the cluster");
        if (json) {
            out.println(new Json().put("container", container).put("draining", false));
        } else {
            out.println(container + " takes shards again, a few at a time: et:cluster");
        }
    }
}
