/** A Java agent for containers under test. */
@NullMarked
package et.itests.loopback;

import org.jspecify.annotations.NullMarked;
