/**
 * Where actors live and how requests get there.
 *
 * <p>Start at {@link et.cluster.Placement} (which lane has a shard) and {@link et.cluster.Link} (the way to a lane). A gateway looks up the
 * place of an actor's shard, sends a {@link et.cluster.Request} down the link to that lane, and hears of it through the request's
 * {@link et.cluster.ReturnPath}. Who is in the cluster, and who owns a shard, a provider knows: {@link et.cluster.Cluster}.
 *
 * <p>The one invariant: requests that one gateway loop sends down one link arrive in the order in which they were sent.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.cluster;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
