/**
 * How clients are listened to, read and written to.
 *
 * <p>Start at {@link et.net.internal.Transports} (what listens, and where), {@link et.net.internal.ClientConnection} (one client, from its first byte to
 * its last) and {@link et.net.internal.Output} (how what one turn of the loop says goes out as one write).
 *
 * <pre>
 *   socket --&gt; Splitter --frame--&gt; ClientConnection --&gt; ConnectionListener
 *                                        |
 *   socket &lt;----------- Output &lt;---------'
 * </pre>
 *
 * <p>The one invariant: a limit holds before memory is taken for what a client sent.
 */
@NullMarked
package et.net.internal;

import org.jspecify.annotations.NullMarked;
