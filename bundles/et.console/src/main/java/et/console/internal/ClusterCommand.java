package et.console.internal;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Shards;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:cluster}: all containers, with their load. */
@Service
@Command(scope = "et", name = "cluster", description = "Shows the containers of the cluster, with shards and load")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class ClusterCommand extends EtCommand {

    @Argument(multiValued = true, description = "Nothing but options")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) {
        Cluster cluster = services.need(Cluster.class, "et.cluster");
        Map<String, Integer> shards = new HashMap<>();
        int homeless = 0;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Place place = cluster.place(shard);
            if (place == null) {
                homeless++;
            } else {
                shards.merge(place.container(), 1, Integer::sum);
            }
        }
        List<Member> members = cluster.members().stream()
                .sorted(Comparator.comparing(Member::container))
                .toList();
        if (json) {
            out.println(new Json()
                    .put(
                            "members",
                            members.stream()
                                    .map(member -> json(member, shards.getOrDefault(member.container(), 0)))
                                    .toList())
                    .put("shards", Shards.COUNT)
                    .put("shards_without_place", homeless));
            return;
        }
        var table = new Table(
                "Container",
                "Tiers",
                "State",
                "Shards",
                "Actors",
                "Messages/s",
                "Sessions",
                "Busy",
                "CPU",
                "Heap",
                "Lag ms");
        for (Member member : members) {
            Load load = member.load();
            table.row(
                    member.container(),
                    tiers(member),
                    state(member),
                    shards.getOrDefault(member.container(), 0),
                    load.actors(),
                    Math.round(load.messages()),
                    load.sessions(),
                    percent(load.busy()),
                    percent(load.cpu()),
                    Words.bytes(load.memory()),
                    Math.round(load.lag()));
        }
        table.print(out, "");
        if (homeless > 0) {
            out.println(homeless + " of " + Shards.COUNT + " shards are in no container just now; requests for their"
                    + " actors wait");
        }
        out.println("Next: et:shards, et:drain <container>, et:undrain <container>, et:move <shard> <container>");
    }

    private static Json json(Member member, int shards) {
        Load load = member.load();
        return new Json()
                .put("container", member.container())
                .put("incarnation", member.incarnation())
                .put("tiers", tiers(member))
                .put("state", member.state().name().toLowerCase(Locale.ROOT))
                .put("draining", member.draining())
                .put("shards", shards)
                .put("actors", load.actors())
                .put("messages_per_s", load.messages())
                .put("sessions", load.sessions())
                .put("busy", load.busy())
                .put("cpu", load.cpu())
                .put("heap_bytes", load.memory())
                .put("lag_ms", load.lag());
    }

    private static String tiers(Member member) {
        return member.tiers().stream()
                .sorted()
                .map(tier -> tier.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    private static String state(Member member) {
        return member.state().name().toLowerCase(Locale.ROOT) + (member.draining() ? ", draining" : "");
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
