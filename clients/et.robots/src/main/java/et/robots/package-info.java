/**
 * Headless players that play arena and check everything they see.
 *
 * <p>Start at {@link et.robots.Robots} (the program), {@link et.robots.Robot} (one player) and {@link et.robots.Ledger} (what is checked). A
 * program that measures while they play starts at {@link et.robots.Play}.
 *
 * <p>The one invariant: a figure that should be zero and is printed as zero has been looked for.
 */
@NullMarked
package et.robots;

import org.jspecify.annotations.NullMarked;
