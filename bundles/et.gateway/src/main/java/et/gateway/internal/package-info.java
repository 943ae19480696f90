/**
 * The gateway: what stands between a client's connection and the actors.
 *
 * <p>Start at {@link et.gateway.internal.Client} (one connection, from HELLO to login or resume), {@link et.gateway.internal.GatewaySession}
 * (one session, which outlives its connections) and {@link et.gateway.internal.Requests} (a session's requests until they are answered).
 *
 * <pre>
 *   Connection --frame--&gt; Client --&gt; GatewaySession --&gt; Requests --Link--&gt; lane
 *                                         ^                                 |
 *                                         '------------ ReturnPath ---------'
 * </pre>
 *
 * <p>The one invariant: a session belongs to one loop at a time, the loop of its connection; only that loop reads or changes it.
 */
@NullMarked
package et.gateway.internal;

import org.jspecify.annotations.NullMarked;
