package et.actor.core;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Background work over many cells of a lane: a slice of some actors at a time, and messages in between. */
final class LaneSweep {

    private final Lane lane;
    private final List<Cell> cells;
    private final Consumer<Cell> each;
    private final BooleanSupplier cancelled;
    private final LongConsumer sliced;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int at;
    private @Nullable RuntimeException bug;

    private LaneSweep(
            Lane lane, List<Cell> cells, Consumer<Cell> each, BooleanSupplier cancelled, LongConsumer sliced) {
        this.lane = lane;
        this.cells = cells;
        this.each = each;
        this.cancelled = cancelled;
        this.sliced = sliced;
    }

    /** Starts, on the lane. {@code each} is not called for cells that are gone meanwhile. */
    static CompletableFuture<Void> start(Lane lane, List<Cell> cells, Consumer<Cell> each, BooleanSupplier cancelled) {
        return start(lane, cells, each, cancelled, nanos -> {});
    }

    /** The same; {@code sliced} is told of each slice how long it held the lane, in nanoseconds. */
    static CompletableFuture<Void> start(
            Lane lane, List<Cell> cells, Consumer<Cell> each, BooleanSupplier cancelled, LongConsumer sliced) {
        LaneSweep sweep = new LaneSweep(lane, cells, each, cancelled, sliced);
        sweep.slice();
        return sweep.done;
    }

    private void slice() {
        long start = lane.scheduler().nanoTime();
        boolean over = work(
                start + TimeUnit.MICROSECONDS.toNanos(lane.settings().times().slice()));
        sliced.accept(lane.scheduler().nanoTime() - start);
        if (!over) {
            lane.post(this::slice);
        } else if (bug == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(bug);
        }
    }

    /** Whether there is no more to do. */
    private boolean work(long end) {
        try {
            while (at < cells.size() && !cancelled.getAsBoolean()) {
                Cell cell = cells.get(at++);
                if (cell.phase != Cell.Phase.GONE) {
                    each.accept(cell);
                }
                // Each may take long: code that has just come is not compiled yet.
                if (lane.scheduler().nanoTime() >= end) {
                    return false;
                }
            }
        } catch (RuntimeException thrown) {
            bug = thrown;
        }
        return true;
    }
}
