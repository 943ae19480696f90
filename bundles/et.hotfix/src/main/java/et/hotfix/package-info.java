/**
 * Hotfixes: new logic takes over while people play.
 *
 * <p>Start at {@link et.hotfix.Hotfixes} (what an operator can do), {@link et.hotfix.Plan} (what would happen) and
 * {@link et.hotfix.Receipt}
 * (what did happen).
 *
 * <pre>
 *   plan:  fetch - check - install beside - try on live states - uninstall
 *   apply: the same, then one switch between two messages - carry states over - receipt
 *   canary: the same for a part of the actors - compare - widen, or all, or back by itself
 *   confirm: forget the way back, uninstall the old bundle, prove that it is gone
 *   rollback: go back to the old bundle and its states, uninstall the new one
 * </pre>
 *
 * <p>The one invariant: an exception before the switch leaves the container as it was.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.hotfix;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
