/** Logic that throws, loops and blocks on request: what a container has to survive. */
@NullMarked
package trouble;

import org.jspecify.annotations.NullMarked;
