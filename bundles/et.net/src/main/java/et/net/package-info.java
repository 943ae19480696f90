/**
 * The network edge: event loops, transports, framing and the limits that hold before anybody has logged in.
 *
 * <p>Start at {@link et.net.Endpoint} (what a gateway implements), {@link et.net.Connection} (what it is given) and {@link et.net.Loops} (the threads).
 *
 * <p>The one invariant: whatever belongs to a connection happens on its loop.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
