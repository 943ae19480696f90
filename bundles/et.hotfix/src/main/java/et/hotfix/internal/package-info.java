/** How hotfixes are done. Start at {@link et.hotfix.internal.HotfixService}. */
@NullMarked
package et.hotfix.internal;

import org.jspecify.annotations.NullMarked;
