/** The manager: start at {@link et.manager.internal.Scaler}, which asks {@link et.manager.internal.Rule}. */
@NullMarked
package et.manager.internal;

import org.jspecify.annotations.NullMarked;
