/**
 * The container's committer as a service. Start at {@link et.persistence.internal.CommitterService}; what it does is in {@link
 * et.persistence.commit.CommitQueue}.
 *
 * <p>The one invariant: one thread writes, so that of two states of an actor the later one is written later.
 */
@NullMarked
package et.persistence.internal;

import org.jspecify.annotations.NullMarked;
