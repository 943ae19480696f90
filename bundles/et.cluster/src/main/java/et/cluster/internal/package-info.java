/**
 * Which container and lane serve a shard, and the way there.
 *
 * <p>Start at {@link et.cluster.internal.OneContainer} (where shards are) and {@link et.cluster.internal.LaneLink} (the way to a lane).
 *
 * <p>The one invariant: what is sent over one link arrives in the order in which it was sent.
 */
@NullMarked
package et.cluster.internal;

import org.jspecify.annotations.NullMarked;
