package et.cluster.pekko.internal;

/**
 * Shards travel in groups. Sharding notes the home of each of its shards by a write that a majority of nodes has to confirm, one after the other, in
 * 10 to 50 ms: with one of its shards for each of ours, a cluster of two took 12 s to find a home for all 256, and the last of a killed
 * container's shards waited 3 s. So what is a shard for Sharding is a group of ours; each of these is an entity in it.
 */
final class Groups {

    /** How many there are, for as long as two nodes of different releases can meet. */
    static final int COUNT = 64;

    private Groups() {}

    /** The group of a shard; those that share one are on one lane where the number of lanes is a power of two. */
    static int of(int shard) {
        return shard % COUNT;
    }
}
