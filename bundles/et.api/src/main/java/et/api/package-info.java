/**
 * All that a game or a mod may touch.
 *
 * <p>Start at {@link et.api.ActorLogic} (what you write), {@link et.api.Handlers} (what you declare) and
 * {@link et.api.ActorContext} (what you may do while a message is handled).
 *
 * <pre>
 *   client --request--&gt; actor (type/id) --handler--&gt; next state + effects (reply, push, tell, send, timers)
 * </pre>
 *
 * <p>Tables of a game's own are in {@link et.api.table}.
 *
 * <p>The one invariant: a handler's next state and its effects take place together or not at all.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
