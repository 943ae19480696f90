package et.gateway.internal;

import et.cluster.Link;

/**
 * Where a loop has found a shard. The same object for as long as the shard stays there.
 *
 * @param epoch of the owner there
 */
record Spot(Link link, long epoch) {}
