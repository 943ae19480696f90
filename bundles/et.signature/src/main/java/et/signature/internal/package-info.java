/** How bundles are judged. Start at {@link et.signature.internal.SignatureService}. */
@NullMarked
package et.signature.internal;

import org.jspecify.annotations.NullMarked;
