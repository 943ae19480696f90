package et.testkit;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A script that must come out the same whatever happens in the middle: it is run once in peace, which counts its steps, and then once for each step, with a
 * disturbance right before it: a hotfix, a crash, a rollback.
 *
 * <pre>{@code
 * Scenario.of(() -> World.seeded(7).logic(v1).start(), world -> {
 *     Player alice = world.player("alice");
 *     alice.ask(add(3));
 *     return alice.ask(add(4)).as(Added.class).getValue();
 * }).atEveryStep(world -> world.hotfix(v2));
 * }</pre>
 *
 * @param <T> what the script returns: whatever must come out the same, compared with {@code equals}
 */
public final class Scenario<T> {

    private final Supplier<World> worlds;
    private final Function<World, T> script;

    private Scenario(Supplier<World> worlds, Function<World, T> script) {
        this.worlds = worlds;
        this.script = script;
    }

    /** A script and the world it begins in; the worlds must be alike, with one seed. */
    public static <T> Scenario<T> of(Supplier<World> worlds, Function<World, T> script) {
        return new Scenario<>(worlds, script);
    }

    /**
     * Runs the script with the disturbance at every step.
     *
     * @return how many steps there were; at least one
     */
    public int atEveryStep(Consumer<World> disturbance) {
        return atEvery(1, disturbance);
    }

    /** Runs the script with the disturbance at every {@code stride}-th step, for long scripts. */
    public int atEvery(int stride, Consumer<World> disturbance) {
        long[] span = new long[2];
        T expected;
        try (World world = worlds.get()) {
            span[0] = world.steps();
            expected = script.apply(world);
            span[1] = world.steps();
        }
        int runs = 0;
        for (long step = span[0]; step < span[1]; step += stride) {
            disturbed(step, expected, disturbance);
            runs++;
        }
        if (runs == 0) {
            throw new AssertionError("the script took no step");
        }
        return runs;
    }

    private void disturbed(long step, T expected, Consumer<World> disturbance) {
        try (World world = worlds.get()) {
            boolean[] done = new boolean[1];
            world.beforeStep(() -> {
                if (!done[0] && world.steps() >= step) {
                    done[0] = true;
                    disturbance.accept(world);
                }
            });
            T came;
            try {
                came = script.apply(world);
            } catch (RuntimeException | AssertionError failed) {
                throw new AssertionError(
                        "disturbed before step " + step + ", at " + world + ": " + failed.getMessage(), failed);
            }
            if (!done[0]) {
                throw new AssertionError(
                        "the disturbance before step " + step + " never came: the worlds are not alike");
            }
            if (!Objects.equals(came, expected)) {
                throw new AssertionError("disturbed before step " + step + ", at " + world + ", the script came out as "
                        + came + " (expected: " + expected + ")");
            }
        }
    }
}
