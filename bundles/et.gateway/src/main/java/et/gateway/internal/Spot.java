package et.gateway.internal;

import et.cluster.Link;

/**
 * Where a loop has found a shard.
 *
 * @param epoch of the owner there
 */
record Spot(Link link, long epoch) {}
