/** Benchmarks of the core, piece by piece: start at {@link et.itests.bench.Benchmarks}. */
@NullMarked
package et.itests.bench;

import org.jspecify.annotations.NullMarked;
