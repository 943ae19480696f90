package et.actor.core;

import et.cluster.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The orderly end of a shard on a lane: whoever comes is sent on, answers that are on their way come in, what changed is written, then the
 * actors are dropped.
 */
final class ShardClose {

    private static final long LOOK_MS = 2;

    /** For so long an actor that has asked somebody may wait for the answer; then its own asker learns that the outcome is unknown. */
    private static final long ASKS_MS = 500;

    private final Lane lane;
    private final int shard;
    private final long since;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    ShardClose(Lane lane, int shard) {
        this.lane = lane;
        this.shard = shard;
        this.since = lane.scheduler().nanoTime();
    }

    CompletableFuture<Void> start() {
        lane.shards().closing(shard);
        for (Cell cell : cells()) {
            List<Object> kept = new ArrayList<>();
            Object[] waiting = cell.stash.toArray();
            for (Object one : waiting) {
                if (one instanceof Request request) {
                    request.path().moved(shard);
                } else {
                    kept.add(one);
                }
            }
            cell.stash.clear();
            cell.stash.addAll(kept);
        }
        look();
        return done;
    }

    private List<Cell> cells() {
        List<Cell> mine = new ArrayList<>();
        lane.cells().each(cell -> {
            if (cell.shard == shard) {
                mine.add(cell);
            }
        });
        return mine;
    }

    private void look() {
        if (lane.shards().epoch(shard) == 0) {
            done.complete(null);
            return;
        }
        boolean patient = lane.scheduler().nanoTime() - since < ASKS_MS * 1_000_000;
        boolean ready = true;
        for (Cell cell : cells()) {
            lane.writer().flush(cell);
            if (cell.dirty || cell.writing() || (patient && cell.asks > 0)) {
                ready = false;
            }
        }
        if (ready) {
            lane.shards().close(shard);
            done.complete(null);
        } else {
            lane.after(LOOK_MS, this::look);
        }
    }
}
