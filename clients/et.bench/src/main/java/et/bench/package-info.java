/**
 * The load generator of {@code ./et bench}: many clients that cost little, so that what is measured is the server.
 *
 * <p>Start at {@link et.bench.Bench} (the program), {@link et.bench.Workload} (what clients do) and {@link et.bench.Player} (one of them);
 * {@link et.bench.Floor} is a server that does as little as can be. Players speak docs/protocol.md by hand: a general client would take more CPU than
 * the server.
 *
 * <p>The one invariant: a figure is printed only when every request of its round was answered, once and in order.
 */
@NullMarked
package et.bench;

import org.jspecify.annotations.NullMarked;
