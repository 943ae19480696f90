package et.console.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Self;
import et.cluster.Shards;
import et.cluster.Tier;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Whether a container does its part, so that players can play: one meaning for {@code et:status} and for {@link ReadyFile}.
 *
 * @param tiers what the container is
 * @param started whether all that belongs to it has started
 * @param member whether the cluster counts on it
 * @param homeless shards that no container has, as far as is known here
 * @param listens whether a transport listens
 * @param store {@link #UP}, or in a word why not
 */
record Serving(Set<Tier> tiers, boolean started, boolean member, int homeless, boolean listens, String store) {

    /** What Karaf registers when all that belongs to the container has started. */
    static final String STARTED = "org.apache.karaf.features.BootFinished";

    /** The store answers. */
    static final String UP = "up";

    static Serving of(Self self, Cluster cluster, boolean started, boolean listens, String store) {
        boolean member = cluster.members().stream()
                .anyMatch(one -> one.container().equals(self.container()) && one.state() == Member.State.UP);
        int homeless = (int) IntStream.range(0, Shards.COUNT)
                .filter(shard -> cluster.place(shard) == null)
                .count();
        return new Serving(self.tiers(), started, member, homeless, listens, store);
    }

    /** What keeps players from playing; nothing when they can. */
    Optional<String> lacking() {
        if (!started) {
            return Optional.of("it is still starting");
        }
        if (!member) {
            return Optional.of("it has not joined the cluster (etc/et.cluster.pekko.cfg names the seeds)");
        }
        if (tiers.contains(Tier.GATEWAY) && !listens) {
            return Optional.of("nothing listens for players (etc/et.net.cfg)");
        }
        if (tiers.contains(Tier.LOGIC) && !store.equals(UP)) {
            return Optional.of("the store is " + store);
        }
        if (!tiers.equals(Set.of(Tier.MANAGER)) && homeless > 0) {
            return Optional.of(homeless + " of " + Shards.COUNT + " shards are in no logic container yet (et:cluster)");
        }
        return Optional.empty();
    }
}
