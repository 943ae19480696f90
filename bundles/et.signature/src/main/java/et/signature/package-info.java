/**
 * Who has signed a bundle, and whether its code may run here.
 *
 * <p>Start at {@link et.signature.Signatures} (the service that judges), {@link et.signature.Code} (a bundle's files,
 * which a signature covers all) and {@link et.signature.Judgement} (what came of it).
 *
 * <pre>
 *   et:hotfix ------------------> judge the bytes, then install these very bytes --.
 *   deploy/, bundle:*, feature:* --> installed, not resolved --> judge what the framework sees --> run or uninstall
 *   a start from the cache -------------------------------------^
 * </pre>
 *
 * <p>The one invariant: no class of a bundle is loaded before the bundle was judged.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.signature;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
