/**
 * The actor runtime in a container: what joins the engine to OSGi, to event loops and to threads.
 *
 * <p>Start at {@link et.actor.internal.ActorRuntime} (what is put together, and in which order it goes), {@link et.actor.internal.LoopScheduler} (a lane
 * on an event loop) and {@link et.actor.internal.LogicBundles} (which bundle a logic came from). How actors work is in {@link et.actor.core}.
 *
 * <p>The one invariant: no class of a logic bundle is held here; when the bundle goes, nothing of it stays.
 */
@NullMarked
package et.actor.internal;

import org.jspecify.annotations.NullMarked;
