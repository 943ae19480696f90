package et.cluster.pekko.internal;

import et.cluster.Load;
import et.cluster.Tier;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What nodes say to each other. {@link WireSerializer} knows the form. */
sealed interface Wire {

    /** Something about one shard; the address of its keeper. */
    sealed interface ToShard extends Wire {
        int shard();
    }

    /**
     * All that a node says of itself; said every second, and at once to a node that is new. Whatever was lost on the way, the next one mends.
     *
     * @param open the epochs of the shards that are open there
     */
    record Beat(
            String container,
            long incarnation,
            Set<Tier> tiers,
            String host,
            List<Integer> lanes,
            Load load,
            Map<Integer, Long> open,
            Wishes wishes)
            implements Wire {}

    /** The receiver should say a {@link Beat} to the sender at once. */
    record Hello() implements Wire {}

    /** The shard is open. */
    record Opened(int shard, String container, long incarnation, int lane, long epoch) implements Wire {}

    /** The shard is not open any more where it had that epoch. */
    record Closed(int shard, long epoch) implements Wire {}

    /** Asks the keeper of a shard where it is; starts it when it is not there. */
    record Locate(int shard) implements ToShard {}

    /** New wishes; answered with {@link Noted}. */
    record Wished(long number, Wishes wishes) implements Wire {}

    /** The wishes of that number are known. */
    record Noted(long number) implements Wire {}

    /** For the handlers of a topic. */
    record Notice(String topic, byte[] notice) implements Wire {}

    /** Sharding says it to a keeper whose shard shall go elsewhere. */
    record HandOff() implements Wire {}
}
