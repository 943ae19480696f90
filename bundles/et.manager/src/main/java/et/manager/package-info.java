/**
 * What the manager tier thinks of the cluster.
 *
 * <p>Start at {@link et.manager.Scale}: how many logic containers there should be. Where shards go is the cluster provider's to decide, by the
 * load that every member tells.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.manager;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
