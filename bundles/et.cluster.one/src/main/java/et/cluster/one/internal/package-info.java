/** The cluster of a container that is alone. Start at {@link et.cluster.one.internal.OneCluster}. */
@NullMarked
package et.cluster.one.internal;

import org.jspecify.annotations.NullMarked;
