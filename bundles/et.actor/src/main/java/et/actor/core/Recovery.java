package et.actor.core;

import static et.proto.client.Code.LOGIC_FAILED_VALUE;
import static et.proto.client.Code.STORE_DOWN_VALUE;

import et.api.Failure;
import et.api.Failure.Reason;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.persistence.RowException;
import et.persistence.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to an actor whose memory is worth nothing any more: its write failed, or its shard went. Nothing that was not written has been told to
 * anybody, so the row is the truth; those who wait are told what it says.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(LaneRuntime.class);

    /** A request whose answer waited for the write that failed, and what it is told if the row says that it was not applied. */
    record Casualty(
            long session,
            String player,
            long number,
            @Nullable ReturnPath path,
            int code) {}

    private final Lane lane;

    Recovery(Lane lane) {
        this.lane = lane;
    }

    /** The write of a cell failed for good. */
    void unwritten(Cell cell, RuntimeException failure) {
        boolean promised = cell.staged.stream().anyMatch(staged -> staged.write() > 0);
        if (!promised && failure instanceof StoreException) {
            // Nothing but relaxed changes: memory is still right. The next write has a greater revision in any case.
            lane.writer().again(cell);
            return;
        }
        cell.written = cell.handed;
        log.warn("The changes of {} could not be written, and it is loaded anew: {}", cell.ref, failure.getMessage());
        reload(cell, failure instanceof RowException ? LOGIC_FAILED_VALUE : STORE_DOWN_VALUE);
    }

    private static String text(int code) {
        return code == STORE_DOWN_VALUE
                ? "The change could not be made durable; nothing was changed. Try again."
                : "The change cannot be stored; nothing was changed.";
    }

    /** Drops the cell and loads it again; what waited for its turn waits on, what waited for a write is told what the row says. */
    private void reload(Cell cell, int code) {
        List<Casualty> casualties = casualties(cell, code);
        lane.departures().stale(cell);
        ArrayDeque<Object> stash = new ArrayDeque<>(cell.stash);
        int bytes = cell.stashBytes;
        drop(cell);
        Cell anew = lane.create(cell.ref, cell.shard);
        anew.stash.addAll(stash);
        anew.stashBytes = bytes;
        anew.waitingSinceMs = cell.waitingSinceMs;
        anew.sessions = paths(cell);
        anew.casualties = casualties;
        if (cell.writing()) {
            anew.phase = Cell.Phase.LOADING;
            cell.heir = anew;
        } else {
            lane.loading().load(anew);
        }
    }

    /** The ways to the sessions that had joined, so that the new cell can go on pushing; and who has missed something. */
    private static Sessions paths(Cell cell) {
        Sessions kept = new Sessions();
        for (SessionEntry session : cell.sessions.all()) {
            if (session.path != null || session.missed) {
                SessionEntry anew = kept.of(session.id, session.player);
                anew.path = session.path;
                anew.missed = session.missed;
            }
        }
        return kept;
    }

    private List<Casualty> casualties(Cell cell, int code) {
        List<Casualty> all = new ArrayList<>();
        for (Staged staged : cell.staged) {
            Reply reply = staged.reply();
            if (reply == null) {
                continue;
            }
            SessionEntry session = reply.session();
            Answered answered = reply.answered();
            if (session != null && answered != null) {
                all.add(new Casualty(session.id, session.player, answered.number, session.path, code));
            } else if (reply.parcel() != null) {
                lane.route(new Parcel.NoAnswer(reply.parcel().to(), new Failure(Reason.FAILED, 0, text(code))));
            }
        }
        return all;
    }

    /** The cell has been loaded again: tells each casualty what the row says. */
    void settle(Cell cell) {
        List<Casualty> casualties = cell.casualties;
        cell.casualties = List.of();
        for (Casualty casualty : casualties) {
            ReturnPath path = casualty.path();
            SessionEntry session = cell.sessions.of(casualty.session(), casualty.player());
            if (session.last < casualty.number()) {
                // The row says that it was not applied, whatever the failure was.
                session.apply(
                        new Answered(casualty.number()).fail(casualty.code(), text(casualty.code())),
                        lane.settings().limits());
            }
            Answered answered = session.find(casualty.number());
            if (path != null && answered != null) {
                if (session.path == null) {
                    session.reached(path, cell.ref);
                }
                Departures.tell(session, answered);
            }
        }
    }

    /** The state is lost through the logic's fault (it cannot be encoded): back to the last write. */
    void abandon(Cell cell) {
        reload(cell, LOGIC_FAILED_VALUE);
    }

    /** The shard has another owner: everybody who waits looks it up again and sends again, and messages of actors follow it. */
    void moveAway(Cell cell) {
        Set<ReturnPath> paths = Collections.newSetFromMap(new IdentityHashMap<>());
        for (SessionEntry session : cell.sessions.all()) {
            if (session.path != null) {
                paths.add(session.path);
            }
        }
        for (Casualty casualty : cell.casualties) {
            if (casualty.path() != null) {
                paths.add(casualty.path());
            }
        }
        List<Parcel.ToActor> following = new ArrayList<>();
        for (Object waiting : cell.stash) {
            if (waiting instanceof Request request) {
                paths.add(request.path());
            } else if (waiting instanceof Parcel.ToActor parcel) {
                following.add(parcel);
            }
        }
        drop(cell);
        following.forEach(lane::stray);
        paths.forEach(path -> path.moved(cell.shard));
    }

    /** Takes the cell out of memory. */
    void drop(Cell cell) {
        lane.asks().forget(cell);
        cell.phase = Cell.Phase.GONE;
        cell.entry = null;
        cell.state = null;
        cell.bytes = null;
        cell.before = null;
        cell.staged.clear();
        cell.stash.clear();
        if (cell.writeTask != null) {
            cell.writeTask.cancel();
        }
        if (cell.timerTask != null) {
            cell.timerTask.cancel();
        }
        if (cell.resendTask != null) {
            cell.resendTask.cancel();
        }
        lane.cells().remove(cell);
    }
}
