/**
 * Tables of a game's own, for what one actor's state cannot answer: the best of all, a search by name, a name that nobody else may have.
 *
 * <p>Start at {@link et.api.table.Table} (a record that is a row), {@link et.api.ActorContext#put} (how rows are written) and
 * {@link et.api.table.Query} (how they are found).
 *
 * <pre>
 *   handler --put, insert, delete--&gt; the same transaction as the actor's state
 *   handler --find--&gt; a query on another thread --rows--&gt; handler of {@link et.api.Handlers#found}
 * </pre>
 *
 * <p>The one invariant: a game names tables, columns and values, and never writes SQL; values travel as parameters.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.api.table;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
