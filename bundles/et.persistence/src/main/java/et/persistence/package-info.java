/**
 * What et stores, and the interfaces that a provider implements.
 *
 * <p>Start at {@link et.persistence.Committer} (how the actor runtime writes), {@link et.persistence.ActorStore} (the
 * rows of actors) and {@link et.persistence.AccountStore} (players and their sessions).
 *
 * <p>The one invariant: a commit that was reported as done survives the death of the process, and a write with an old
 * epoch is refused by the database itself.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.persistence;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
