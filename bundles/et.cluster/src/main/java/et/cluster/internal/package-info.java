/** Links between containers. Start at {@link et.cluster.internal.NodeLinks}, then {@link et.cluster.internal.Wire} for what goes over them. */
@NullMarked
package et.cluster.internal;

import org.jspecify.annotations.NullMarked;
