package et.console.internal;

import et.cluster.Cluster;
import et.cluster.Place;
import et.cluster.Shards;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:shards}: where each shard is. */
@Service
@Command(
        scope = "et",
        name = "shards",
        description = "Shows which container has which shards; with actors, where those are")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class ShardsCommand extends EtCommand {

    @Argument(name = "actor", multiValued = true, description = "Actors, as type/id: only their shards")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) {
        Cluster cluster = services.need(Cluster.class, "et.cluster");
        if (words.isEmpty()) {
            all(cluster, out);
        } else {
            some(cluster, words, out);
        }
    }

    private void all(Cluster cluster, PrintStream out) {
        var byContainer = new TreeMap<String, List<Integer>>();
        List<Json> lines = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Place place = cluster.place(shard);
            byContainer
                    .computeIfAbsent(place == null ? "-" : place.container(), none -> new ArrayList<>())
                    .add(shard);
            lines.add(line(shard, place));
        }
        if (json) {
            out.println(new Json().put("shards", lines));
            return;
        }
        var table = new Table("Container", "Shards", "Numbers");
        byContainer.forEach((container, shards) -> table.row(container, shards.size(), ranges(shards)));
        table.print(out, "");
        out.println("Next: et:shards <type>/<id>, et:move <shard> <container>, et:cluster");
    }

    private void some(Cluster cluster, List<String> actors, PrintStream out) {
        var table = new Table("Actor", "Shard", "Container", "Lane", "Epoch");
        List<Json> lines = new ArrayList<>();
        for (String actor : actors) {
            int slash = actor.indexOf('/');
            if (slash <= 0 || slash == actor.length() - 1) {
                throw new ConsoleException("\"" + actor + "\" is no actor (expected: type/id, such as player/42)");
            }
            int shard = Shards.of(actor.substring(0, slash), actor.substring(slash + 1));
            Place place = cluster.place(shard);
            lines.add(line(shard, place).put("actor", actor));
            table.row(
                    actor,
                    shard,
                    place == null ? "-" : place.container(),
                    place == null ? "-" : place.lane(),
                    place == null ? "-" : place.epoch());
        }
        if (json) {
            out.println(new Json().put("shards", lines));
        } else {
            table.print(out, "");
        }
    }

    private static Json line(int shard, @Nullable Place place) {
        return new Json()
                .put("shard", shard)
                .put("container", place == null ? null : place.container())
                .put("lane", place == null ? null : place.lane())
                .put("epoch", place == null ? null : place.epoch());
    }

    /** Numbers that go up, with runs drawn together: {@code 0-3, 7, 9-12}. */
    static String ranges(List<Integer> numbers) {
        var text = new StringBuilder();
        for (int at = 0; at < numbers.size(); at++) {
            int last = at;
            while (last + 1 < numbers.size() && numbers.get(last + 1) == numbers.get(last) + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ", ").append(numbers.get(at));
            if (last > at) {
                text.append('-').append(numbers.get(last));
            }
            at = last;
        }
        return text.toString();
    }
}
