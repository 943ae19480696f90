/**
 * The cluster, by Pekko Cluster and Cluster Sharding.
 *
 * <p>Start at {@link et.cluster.pekko.internal.PekkoCluster} (the component), {@link et.cluster.pekko.internal.Node} (one membership: an actor
 * system from joining to leaving), {@link et.cluster.pekko.internal.Board} (who is there and where shards are, told from node to node) and
 * {@link et.cluster.pekko.internal.Keeper} (the sharding entity that stands for one of our shards).
 *
 * <p>The one invariant: the keeper of a shard lives as long as the shard is open in this container, so that Sharding, which never has two
 * keepers of a shard in a cluster that is whole, never has it open twice; when the cluster is not whole, the epochs in the database decide.
 */
@NullMarked
package et.cluster.pekko.internal;

import org.jspecify.annotations.NullMarked;
