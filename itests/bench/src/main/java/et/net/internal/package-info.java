/** The benchmark of envelopes, in the package whose closed classes it calls. */
@NullMarked
package et.net.internal;

import org.jspecify.annotations.NullMarked;
