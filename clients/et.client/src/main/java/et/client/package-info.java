/**
 * A client of et, for robots, tools and games in Java.
 *
 * <p>Start at {@link et.client.EtClient#builder}; {@link et.client.Listener} hears what happens, {@link et.client.Counters} has the figures.
 *
 * <p>The one invariant: a request is answered once, by an answer or a failure, however often the connection is lost, or the session has ended.
 */
@Export
@Version("0.2.0")
@NullMarked
package et.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
