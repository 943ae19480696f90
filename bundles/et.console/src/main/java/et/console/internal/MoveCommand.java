package et.console.internal;

import et.cluster.Cluster;
import et.cluster.Shards;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:move}: one shard goes to a container. */
@Service
@Command(scope = "et", name = "move", description = "Moves a shard to a container, with those that travel with it")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class MoveCommand extends EtCommand {

    @Argument(
            name = "shard container",
            multiValued = true,
            description = "The shard's number, as et:shards shows it, and the container")
    @Completion(ContainerCompleter.class)
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        Cluster cluster = services.need(Cluster.class, "et.cluster");
        int shard = shard(words);
        String container = ContainerCompleter.known(cluster, words.subList(1, words.size()));
        Services.await(cluster.move(shard, container), "the cluster");
        if (json) {
            out.println(new Json().put("shard", shard).put("container", container));
        } else {
            out.println("Shard " + shard + " goes to " + container
                    + ", and with it those that it travels with: et:shards shows when it" + " is there");
        }
    }

    private static int shard(List<String> words) {
        String first = words.isEmpty() ? "" : words.get(0);
        try {
            int shard = Integer.parseInt(first);
            if (shard >= 0 && shard < Shards.COUNT) {
                return shard;
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw new ConsoleException(
                "shard: \"" + first + "\" (expected: 0 to " + (Shards.COUNT - 1) + ", then a container)");
    }
}
