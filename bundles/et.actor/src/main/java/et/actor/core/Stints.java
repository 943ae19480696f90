package et.actor.core;

import et.persistence.ActorRow;
import et.persistence.Touch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notices when another version than before changes an actor. After its first change under a version this is a comparison of two references. On the lane.
 */
final class Stints {

    private final Lane lane;

    Stints(Lane lane) {
        this.lane = lane;
    }

    /**
     * A handler has changed the actor; the change is written with the cell's next write.
     *
     * @param session whose request it was, if any
     * @param state whether it has changed the state
     * @param sent how many stored messages it has added to the cell
     */
    void changed(Cell cell, TypeEntry entry, @Nullable SessionEntry session, boolean state, int sent, long nowMs) {
        Stint now = cell.stint;
        if (now == null || !now.code.equals(entry.code)) {
            now = next(cell, now, entry, session, cell.lastOutgoing - sent, nowMs);
        }
        now.lastMs = nowMs;
        now.changedState |= state;
    }

    private Stint next(
            Cell cell,
            @Nullable Stint before,
            TypeEntry entry,
            @Nullable SessionEntry session,
            long outgoing,
            long nowMs) {
        // An actor that is new while nothing is being tried is of no interest: who would ask for all of them?
        boolean recorded = before != null || lane.revision().unsettled(entry.type);
        String player = session == null ? "" : session.player;
        Stint next = new Stint(entry.code, cell.nextWrite(), nowMs, player, outgoing, recorded);
        List<Touch> touches = new ArrayList<>(cell.touches);
        if (before != null && before.recorded) {
            touches.add(before.ended(cell.handed, outgoing));
        }
        if (recorded) {
            touches.add(next.begun());
        }
        cell.touches = List.copyOf(touches);
        cell.stint = next;
        return next;
    }

    /** The row is written, and what was to be recorded with it. */
    void written(Cell cell, ActorRow row) {
        int recorded = row.touches().size();
        if (recorded > 0) {
            cell.touches = List.copyOf(cell.touches.subList(recorded, cell.touches.size()));
        }
    }
}
