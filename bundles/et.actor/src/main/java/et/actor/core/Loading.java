package et.actor.core;

import static et.proto.client.Code.STORE_DOWN_VALUE;

import com.google.protobuf.InvalidProtocolBufferException;
import et.actor.core.Cell.Phase;
import et.persistence.ActorRow;
import et.persistence.FencedException;
import et.persistence.RowException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings actors from their rows into memory. */
final class Loading {

    private static final Logger log = LoggerFactory.getLogger(LaneRuntime.class);

    private static final long RETRY_MS = 1000;

    /** Less than gateways wait: who has waited in vain is told that nothing was changed, and not that nobody knows. */
    private static final long PATIENCE_MS = 25_000;

    private final Lane lane;
    private final BatchLoader loader;
    private int underWay;
    private boolean failing;

    Loading(Lane lane, BatchLoader loader) {
        this.lane = lane;
        this.loader = loader;
    }

    int underWay() {
        return underWay;
    }

    void load(Cell cell) {
        cell.phase = Phase.LOADING;
        underWay++;
        loader.load(cell.ref, (row, failure) -> lane.post(() -> loaded(cell, row, failure)));
    }

    private void loaded(Cell cell, @Nullable ActorRow row, @Nullable RuntimeException failure) {
        underWay--;
        if (cell.phase == Phase.GONE) {
            return;
        }
        if (failure != null && !(failure instanceof RowException)) {
            failed(cell, failure);
            return;
        }
        failing = false;
        if (failure != null) {
            damaged(cell, String.valueOf(failure.getMessage()));
            lane.resume(cell);
            return;
        }
        if (row != null && row.epoch() > lane.shards().epoch(cell.shard)) {
            lane.shards()
                    .lost(
                            cell.shard,
                            new FencedException(cell.shard, lane.shards().epoch(cell.shard), row.epoch()));
            return;
        }
        if (row == null) {
            cell.fresh = true;
        } else if (!restored(cell, row)) {
            lane.resume(cell);
            return;
        }
        cell.phase = Phase.PARKED;
        lane.states().refresh(cell);
        lane.recovery().settle(cell);
        lane.orphans(cell);
        lane.outbox().loaded(cell);
        lane.resume(cell);
    }

    private boolean restored(Cell cell, ActorRow row) {
        cell.bytes = new Cell.Bytes(row.state(), row.schema(), row.code());
        try {
            lane.books().restore(cell, row);
            return true;
        } catch (InvalidProtocolBufferException damaged) {
            damaged(cell, "its book is damaged: " + damaged.getMessage());
            return false;
        }
    }

    /** The row is no good for any code: the actor is out of service until it has left memory, and then its row is looked at again. */
    private void damaged(Cell cell, String why) {
        cell.phase = Phase.UNREADABLE;
        cell.damaged = true;
        cell.trouble = why;
        lane.faults().unreadable(cell.ref, why);
    }

    private void failed(Cell cell, RuntimeException failure) {
        if (!failing) {
            failing = true;
            log.warn(
                    "Actors cannot be loaded; their requests wait, and are answered with a failure after {} s. First {}: {}",
                    PATIENCE_MS / 1000,
                    cell.ref,
                    failure.toString());
        }
        if (waits(cell)) {
            lane.after(RETRY_MS, () -> {
                if (cell.phase != Phase.GONE) {
                    load(cell);
                }
            });
            return;
        }
        lane.refuseAll(cell, STORE_DOWN_VALUE, "The actor cannot be loaded now; nothing was changed. Try again.");
        lane.recovery().drop(cell);
    }

    private boolean waits(Cell cell) {
        if (!cell.casualties.isEmpty()) {
            // Only the row can tell what became of their requests; they wait as long as it takes.
            return true;
        }
        return !cell.stash.isEmpty() && lane.scheduler().currentTimeMillis() - cell.waitingSinceMs < PATIENCE_MS;
    }
}
