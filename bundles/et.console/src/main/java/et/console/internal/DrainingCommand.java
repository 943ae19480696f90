package et.console.internal;

import et.cluster.Cluster;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.jspecify.annotations.Nullable;

/** What {@code et:drain} and {@code et:undrain} have in common: one logic container. */
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
abstract class DrainingCommand extends EtCommand {

    @Argument(name = "container", multiValued = true, description = "The container, as et:cluster names it")
    @Completion(ContainerCompleter.class)
    @Nullable List<String> words;

    @Override
    final @Nullable List<String> words() {
        return words;
    }

    /** Whether shards are to leave the container. */
    abstract boolean draining();

    /** What is going to happen to it, for people. */
    abstract String sentence(String container);

    @Override
    final void run(Services services, List<String> words, PrintStream out) throws Exception {
        Cluster cluster = services.need(Cluster.class, "et.cluster");
        String container = ContainerCompleter.known(cluster, words);
        Services.await(draining() ? cluster.drain(container) : cluster.undrain(container), "the cluster");
        if (json) {
            out.println(new Json().put("container", container).put("draining", draining()));
        } else {
            out.println(sentence(container));
        }
    }
}
