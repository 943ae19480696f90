package et.actor.core;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Background work over many cells of a lane: a slice of about a millisecond at a time, and messages in between. */
final class LaneSweep {

    private static final int CLOCK_EVERY = 16;

    private final Lane lane;
    private final List<Cell> cells;
    private final Consumer<Cell> each;
    private final BooleanSupplier cancelled;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int at;

    private LaneSweep(Lane lane, List<Cell> cells, Consumer<Cell> each, BooleanSupplier cancelled) {
        this.lane = lane;
        this.cells = cells;
        this.each = each;
        this.cancelled = cancelled;
    }

    /** Starts, on the lane. {@code each} is not called for cells that are gone meanwhile. */
    static CompletableFuture<Void> start(Lane lane, List<Cell> cells, Consumer<Cell> each, BooleanSupplier cancelled) {
        LaneSweep sweep = new LaneSweep(lane, cells, each, cancelled);
        sweep.slice();
        return sweep.done;
    }

    private void slice() {
        long end = lane.scheduler().nanoTime()
                + TimeUnit.MICROSECONDS.toNanos(lane.settings().times().slice());
        try {
            while (at < cells.size() && !cancelled.getAsBoolean()) {
                Cell cell = cells.get(at++);
                if (cell.phase != Cell.Phase.GONE) {
                    each.accept(cell);
                }
                if (at % CLOCK_EVERY == 0 && lane.scheduler().nanoTime() >= end) {
                    lane.post(this::slice);
                    return;
                }
            }
            done.complete(null);
        } catch (RuntimeException bug) {
            done.completeExceptionally(bug);
        }
    }
}
