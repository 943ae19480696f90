package et.cluster;

/**
 * Where a shard lives.
 *
 * @param container the container's name
 * @param lane the lane's number in that container, from 0
 * @param epoch the number of the shard's ownership; grows with each new owner
 */
public record Place(String container, int lane, long epoch) {}
