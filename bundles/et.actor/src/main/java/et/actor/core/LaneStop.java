package et.actor.core;

import et.cluster.Request;
import java.util.concurrent.CompletableFuture;

/** The orderly end of a lane: whoever waits is sent on, what changed is written, then the actors are dropped. */
final class LaneStop {

    private static final long LOOK_MS = 5;

    private final Lane lane;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    LaneStop(Lane lane) {
        this.lane = lane;
    }

    CompletableFuture<Void> start() {
        lane.stopTaking();
        lane.cells().each(cell -> {
            Object[] waiting = cell.stash.toArray();
            cell.stash.clear();
            for (Object one : waiting) {
                if (one instanceof Request request) {
                    request.path().moved(request.shard());
                }
            }
        });
        look();
        return done;
    }

    private void look() {
        int[] unwritten = {0};
        lane.cells().each(cell -> {
            lane.writer().flush(cell);
            if (cell.dirty || cell.writing()) {
                unwritten[0]++;
            }
        });
        if (unwritten[0] == 0 || done.isCancelled()) {
            lane.closeAll();
            done.complete(null);
        } else {
            lane.after(LOOK_MS, this::look);
        }
    }
}
