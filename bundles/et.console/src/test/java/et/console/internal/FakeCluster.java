package et.console.internal;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.Shards;
import et.cluster.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What commands see of a cluster: members, a place for each shard, and what was asked of it. */
final class FakeCluster {

    final List<Member> members = new ArrayList<>();
    final Place[] places = new Place[Shards.COUNT];
    final List<String> asked = new ArrayList<>();

    /** A cluster of one container that has all shards. */
    static FakeCluster of(String container, Tier... tiers) {
        var cluster = new FakeCluster();
        cluster.add(container, tiers);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            cluster.places[shard] = new Place(container, shard % 2, 1);
        }
        return cluster;
    }

    void add(String container, Tier... tiers) {
        members.add(new Member(
                container,
                1,
                Set.of(tiers),
                Member.State.UP,
                "127.0.0.1",
                List.of(),
                false,
                new Load(0.25, 0.5, 12, 100, 3, 1 << 20, 2)));
    }

    Cluster service() {
        return Shell.service(Cluster.class, (method, arguments) -> switch (method) {
            case "members" -> members;
            case "place" -> places[(Integer) arguments.get(0)];
            default -> {
                asked.add(method + " " + arguments);
                yield CompletableFuture.completedFuture(null);
            }
        });
    }

    /** The first member, as it sees itself. */
    Self self() {
        Member first = members.get(0);
        return Shell.service(Self.class, (method, arguments) -> switch (method) {
            case "container" -> first.container();
            case "tiers" -> first.tiers();
            default -> throw new UnsupportedOperationException(method);
        });
    }
}
