/**
 * The actor runtime, as the hotfix machinery and the console see it. Games see {@code et.api} only.
 *
 * <p>Start at {@link et.actor.Logics} (which code serves which type, and how that changes) and {@link et.actor.Actors} (the live actors).
 *
 * <p>The one invariant: each actor has exactly one active logic, and the counts over all logics add up to the number of actors.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.actor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
