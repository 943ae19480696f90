/**
 * What the build of a logic bundle checks.
 *
 * <p>Start at {@link et.logic.rule.HotSwapRule}; {@code et.logic.parent} puts it to work.
 *
 * <p>The one invariant: no package wire leads to a logic bundle, so it can come and go alone.
 */
@NullMarked
package et.logic.rule;

import org.jspecify.annotations.NullMarked;
