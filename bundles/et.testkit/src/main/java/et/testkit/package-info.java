/**
 * What a game's tests use: the real actor runtime in the test's own JVM, with virtual time and a store in memory.
 *
 * <p>Start at {@link et.testkit.World} (a runtime), {@link et.testkit.Player} (a client of it), {@link et.testkit.Scenario} (a script that is disturbed at every
 * step) and {@link et.testkit.Unloading} (did a class loader go?).
 *
 * <pre>{@code
 * try (World world = World.seeded(1).logic("hello", "1.0.0", new CounterLogic()).start()) {
 *     Player alice = world.player("alice");
 *     assertThat(alice.ask(add(3)).as(Added.class).getValue()).isEqualTo(3);
 *     world.crash();
 *     assertThat(alice.ask(add(4)).as(Added.class).getValue()).isEqualTo(7);
 * }
 * }</pre>
 *
 * <p>The one invariant: the same seed and the same script give the same run, task by task.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
