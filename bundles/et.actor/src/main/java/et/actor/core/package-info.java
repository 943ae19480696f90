/**
 * The engine of the actor runtime: lanes, cells, dispatch tables. It knows neither OSGi nor Netty, so that the very same code runs on
 * event loops in a container and in virtual time in tests.
 *
 * <p>Start at {@link et.actor.core.LaneRuntime} (all lanes of a container), {@link et.actor.core.LogicRegistry} (which code serves which type)
 * and {@link et.actor.core.LaneScheduler} (what a lane runs on).
 *
 * <pre>
 *   Request ---&gt; Lane ---&gt; Cell (LOADING -&gt; LIVE) ---&gt; handler ---&gt; next state + effects
 *                                                                        |          |
 *                                              ActorRow ---&gt; Committer --+-- done --+--&gt; answers, pushes, parcels
 * </pre>
 *
 * <p>The one invariant: everything that belongs to a lane is touched on that lane only. No class of a logic bundle is referenced from
 * here except through a {@link et.actor.core.TypeEntry}, which cells, the current {@link et.actor.core.Revision} and the registry hold.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.actor.core;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
