package et.actor.core;

import et.cluster.Shards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Has rows written anew whose state has a schema that only replaced code reads: each actor is loaded, carried down by both versions together, and written. The
 * rows tell when that is done. Blocks; control threads only.
 */
final class Descent {

    private static final int PAGE = 500;
    private static final Duration POLL = Duration.ofMillis(10);

    /** After so many looks without a row less, those that are left cannot be carried down. */
    private static final int STUCK = 300;

    private final LaneRuntime runtime;
    private final Control control;
    private final long end;

    Descent(LaneRuntime runtime, Control control, Duration deadline) {
        this.runtime = runtime;
        this.control = control;
        this.end = System.nanoTime() + deadline.toNanos();
    }

    /** States of the type with a schema above {@code to}, up to {@code from}. */
    record Step(String type, int to, int from) {}

    /** Returns how many rows are left, whoever has their shards. */
    int run(List<Step> steps) {
        int left = 0;
        for (Step step : steps) {
            left += run(step);
        }
        return left;
    }

    private int run(Step step) {
        int left = 0;
        String after = null;
        while (true) {
            List<String> page = page(step, after);
            left += descend(step, after, page);
            if (page.size() < PAGE || isOver()) {
                return left;
            }
            after = page.get(page.size() - 1);
        }
    }

    /** Returns how many of the page are left. */
    private int descend(Step step, @Nullable String after, List<String> page) {
        List<String> mine = new ArrayList<>(page);
        mine.removeIf(id -> !runtime.isOpen(Shards.of(step.type, id)));
        int others = page.size() - mine.size();
        Set<String> done = new HashSet<>(mine);
        int still = 0;
        while (!mine.isEmpty() && !isOver() && still < STUCK) {
            mine.forEach(id -> runtime.rewrite(step.type, id));
            control.await(new CompletableFuture<>(), POLL);
            int before = mine.size();
            mine.retainAll(new HashSet<>(page(step, after)));
            still = mine.size() < before ? 0 : still + 1;
        }
        mine.forEach(done::remove);
        done.forEach(id -> runtime.retire(step.type, id));
        return others + mine.size();
    }

    private List<String> page(Step step, @Nullable String after) {
        return runtime.store().ofSchema(step.type, step.to, step.from, after, PAGE);
    }

    private boolean isOver() {
        return System.nanoTime() - end > 0;
    }
}
