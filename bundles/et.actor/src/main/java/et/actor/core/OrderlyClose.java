package et.actor.core;

import et.cluster.Request;
import et.cluster.Shards;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The orderly end of shards on a lane, of one that moves or of all when the container stops: whoever comes is sent on, answers that are on their
 * way come in, what changed is written, then the actors are dropped.
 */
final class OrderlyClose {

    private static final long LOOK_MS = 2;

    /**
     * For so long an actor that has asked somebody may wait for the answer; then its own asker learns that the outcome is unknown. And for so
     * long all of them have to be found done at one time.
     */
    private static final long PATIENCE_MS = 500;

    private final Lane lane;
    private final BitSet shards;
    private final long since;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** A lane may have a million actors: those of the shards are looked for once. */
    private final List<Cell> cells = new ArrayList<>();

    /** Those that may have something unwritten: looked at until they have not. */
    private List<Cell> left = cells;

    private OrderlyClose(Lane lane, BitSet shards) {
        this.lane = lane;
        this.shards = shards;
        this.since = lane.scheduler().nanoTime();
    }

    /** Closes one shard, if it is open here. */
    static CompletableFuture<Void> of(Lane lane, int shard) {
        BitSet shards = new BitSet();
        shards.set(shard, lane.shards().epoch(shard) != 0);
        return new OrderlyClose(lane, shards).start();
    }

    /** Closes all shards that are open here. */
    static CompletableFuture<Void> ofAll(Lane lane) {
        BitSet shards = new BitSet();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            shards.set(shard, lane.shards().epoch(shard) != 0);
        }
        return new OrderlyClose(lane, shards).start();
    }

    private CompletableFuture<Void> start() {
        shards.stream().forEach(lane.shards()::closing);
        lane.cells().each(cell -> {
            if (shards.get(cell.shard)) {
                cells.add(cell);
            }
        });
        cells.forEach(OrderlyClose::sendOn);
        look();
        return done;
    }

    /** Requests that wait go where their actor will be; what else waits goes with the actor. */
    private static void sendOn(Cell cell) {
        List<Object> waiting = List.copyOf(cell.stash);
        cell.stash.clear();
        for (Object one : waiting) {
            if (one instanceof Request request) {
                request.path().moved(cell.shard);
            } else {
                cell.stash.add(one);
            }
        }
    }

    private void look() {
        boolean patient = lane.scheduler().nanoTime() - since < PATIENCE_MS * 1_000_000;
        left = unfinished(left, patient);
        if (left.isEmpty() && patient) {
            // One that was done may have been used again since, by a timer or by another actor.
            left = unfinished(cells, true);
        }
        if (left.isEmpty()) {
            shards.stream().forEach(lane.shards()::close);
            done.complete(null);
        } else {
            lane.after(LOOK_MS, this::look);
        }
    }

    private List<Cell> unfinished(List<Cell> among, boolean patient) {
        List<Cell> still = new ArrayList<>();
        for (Cell one : among) {
            Cell cell = one;
            while (cell.heir != null) {
                cell = cell.heir;
            }
            lane.writer().flush(cell);
            if (cell.phase != Cell.Phase.GONE && (cell.dirty || cell.writing() || (patient && cell.asks > 0))) {
                still.add(cell);
            }
        }
        return still;
    }
}
