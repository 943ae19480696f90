package et.actor.core;

import static et.proto.client.Code.OVERLOADED_VALUE;

import et.actor.core.Cell.Phase;
import et.actor.core.LaneScheduler.Scheduled;
import et.cluster.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what waits for actors within bounds, and once a second lets go of what is not needed any more. */
final class Caretaker {

    private static final long TICK_MS = 1000;

    /** Cells looked at in one tick. */
    private static final int MOST_PER_TICK = 2000;

    /** What an entry of a stash costs besides its payload, in bytes. */
    private static final int ENTRY_BYTES = 64;

    private final Lane lane;

    /** Cells with a stash whose type has no logic, and how much waits for each type. */
    private final Set<Cell> held = new LinkedHashSet<>();

    private final Map<String, Integer> heldByType = new HashMap<>();
    private final Set<Cell> orphaned = new HashSet<>();
    private long coarseMs;
    private @Nullable Scheduled tick;

    Caretaker(Lane lane) {
        this.lane = lane;
    }

    long coarseMs() {
        return coarseMs;
    }

    void start() {
        if (tick == null) {
            tick();
        }
    }

    void stop() {
        if (tick != null) {
            tick.cancel();
            tick = null;
        }
    }

    private void tick() {
        tick = lane.after(TICK_MS, this::tick);
        coarseMs = lane.scheduler().currentTimeMillis();
        expireHeld();
        endOrphans();
        passivate();
    }

    // Messages that wait for their actor.

    /** Keeps a message for an actor that cannot handle it yet; past the bounds it is refused. */
    void hold(Cell cell, Object incoming, int bytes) {
        Settings.Limits limits = lane.settings().limits();
        boolean absent = cell.phase == Phase.PARKED || !lane.revision().serves(cell.ref);
        boolean bounded = !(incoming instanceof SessionEnded)
                && !(incoming instanceof AskEnded)
                && !(incoming instanceof Rejoined);
        int size = size(incoming, bytes);
        boolean full = cell.stash.size() >= limits.stash()
                || cell.stashBytes + size > limits.stashBytes()
                || (absent && heldByType.getOrDefault(cell.ref.type(), 0) >= limits.held());
        if (bounded && full) {
            lane.refuse(
                    cell, incoming, OVERLOADED_VALUE, "Too much waits for this actor already; nothing was changed.");
            return;
        }
        Lane.seal(incoming);
        if (incoming instanceof AskEnded ended && ended.payload() != null) {
            ended.payload().seal();
        }
        if (cell.stash.isEmpty()) {
            cell.waitingSinceMs = lane.scheduler().currentTimeMillis();
        }
        cell.stash.add(incoming);
        cell.stashBytes += size;
        if (absent) {
            held.add(cell);
            heldByType.merge(cell.ref.type(), 1, Integer::sum);
        }
    }

    private static int size(Object incoming, int bytes) {
        if (incoming instanceof Request request) {
            return ENTRY_BYTES + request.payload().length;
        }
        if (incoming instanceof Parcel.Send send) {
            return ENTRY_BYTES + send.payload().bytes().length;
        }
        return ENTRY_BYTES + bytes;
    }

    /** Takes the next message from a stash that is not empty. */
    Object next(Cell cell) {
        Object next = cell.stash.remove();
        cell.stashBytes = cell.stash.isEmpty() ? 0 : Math.max(0, cell.stashBytes - size(next, 0));
        if (held.contains(cell)) {
            heldByType.computeIfPresent(cell.ref.type(), (type, count) -> count > 1 ? count - 1 : null);
            if (cell.stash.isEmpty()) {
                held.remove(cell);
            }
        }
        return next;
    }

    /** A cell with a stash has lost its logic. */
    void parked(Cell cell) {
        if (held.add(cell)) {
            heldByType.merge(cell.ref.type(), cell.stash.size(), Integer::sum);
        }
    }

    /** The logic of some type may have come. */
    void resumeHeld() {
        for (Cell cell : List.copyOf(held)) {
            if (lane.revision().serves(cell.ref)) {
                release(cell);
                lane.resume(cell);
            }
        }
    }

    private void release(Cell cell) {
        if (held.remove(cell)) {
            int waits = cell.stash.size();
            heldByType.computeIfPresent(cell.ref.type(), (type, count) -> count > waits ? count - waits : null);
        }
    }

    private void expireHeld() {
        if (held.isEmpty()) {
            return;
        }
        long before = coarseMs - lane.settings().times().hold();
        for (Cell cell : List.copyOf(held)) {
            if (cell.phase == Phase.GONE) {
                release(cell);
            } else if (cell.waitingSinceMs <= before) {
                lane.absent(cell);
            }
        }
    }

    // Sessions that had joined before their actor was loaded.

    void orphans(Cell cell) {
        for (SessionEntry session : cell.sessions.joined()) {
            if (session.path == null) {
                cell.orphansDueMs = lane.scheduler().currentTimeMillis()
                        + lane.settings().times().resume();
                orphaned.add(cell);
                return;
            }
        }
    }

    private void endOrphans() {
        if (orphaned.isEmpty()) {
            return;
        }
        for (Cell cell : List.copyOf(orphaned)) {
            if (cell.phase == Phase.GONE) {
                orphaned.remove(cell);
            } else if (cell.orphansDueMs <= coarseMs) {
                orphaned.remove(cell);
                for (SessionEntry session : new ArrayList<>(cell.sessions.joined())) {
                    if (session.path == null) {
                        lane.admit(cell, new SessionEnded(session.id, session.player), 0);
                    }
                }
            }
        }
    }

    // Actors that nobody uses.

    private void passivate() {
        long before = coarseMs - lane.settings().times().idle();
        Cell cell = lane.cells().oldest();
        for (int left = MOST_PER_TICK; left > 0 && cell != null && cell.touchedMs <= before; left--) {
            Cell next = cell.newer;
            if (!cell.idle() || timerSoon(cell)) {
                lane.cells().touch(cell, coarseMs);
            } else if (cell.dirty || cell.timersMoved) {
                cell.dirty = true;
                lane.writer().flush(cell);
            } else {
                lane.recovery().drop(cell);
            }
            cell = next;
        }
    }

    private boolean timerSoon(Cell cell) {
        long horizon = coarseMs + lane.settings().times().idle();
        for (TimerEntry timer : cell.timers.values()) {
            if (timer.dueMs <= horizon) {
                return cell.phase == Phase.LIVE;
            }
        }
        return false;
    }
}
