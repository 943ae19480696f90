package et.actor.core;

import et.actor.Canary;
import et.actor.Policy;
import et.actor.core.Cell.Bytes;
import et.actor.core.Cell.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Which version of its type an actor is for. Nothing is remembered for that: it follows from the lane's revision, and from the actor's name, row and state. So it is the same in
 * every container, after a restart, and when a shard has moved. On the lane.
 */
final class Choice {

    private final Lane lane;

    Choice(Lane lane) {
        this.lane = lane;
    }

    /** The code that the cell is for; null when it has none at the moment. */
    @Nullable TypeEntry of(Cell cell) {
        Revision revision = lane.revision();
        TypeEntry active = revision.active().get(cell.ref.type());
        Revision.Split split = revision.splits().get(cell.ref.type());
        if (split == null) {
            return active;
        }
        boolean over = split.who() instanceof Policy policy
                ? over(policy, cell, split.code(), active)
                : ((Canary) split.who()).includes(cell.ref);
        return over ? split.entry() : active;
    }

    /** Whether a policy has left the cell with the old version, and may not do so the next time. */
    boolean mayChange(Cell cell) {
        TypeEntry entry = cell.entry;
        Revision.Split split = lane.revision().splits().get(cell.ref.type());
        return entry != null
                && split != null
                && split.who() instanceof Policy policy
                && !entry.code.equals(split.code())
                && !(policy == Policy.NEW && stored(cell));
    }

    /**
     * Whether the bytes from before the last switch are worth keeping. A policy goes by what the row says of its code, and so the row of an actor that goes over before it was ever stored
     * must be the new version's.
     */
    boolean keepsBefore(Cell cell) {
        Revision.Split split = lane.revision().splits().get(cell.ref.type());
        return lane.revision().unsettled(cell.ref.type())
                && (split == null || split.who() instanceof Canary || stored(cell));
    }

    private boolean over(Policy policy, Cell cell, String code, @Nullable TypeEntry old) {
        if (code(cell).equals(code)) {
            return true;
        }
        return switch (policy) {
            case NOW -> true;
            case IDLE -> cell.owed == 0;
            case END -> cell.owed == 0 && (!stored(cell) || ended(cell, old));
            case NEW -> cell.owed == 0 && !stored(cell);
        };
    }

    /** Whose code the state is of; empty when there is no state yet. */
    private static String code(Cell cell) {
        TypeEntry entry = cell.entry;
        if (entry != null) {
            return entry.code;
        }
        Bytes bytes = cell.bytes;
        return bytes == null ? "" : bytes.code();
    }

    /** Whether it has a row, or is about to have one. */
    private static boolean stored(Cell cell) {
        return cell.handed > 0 || cell.dirty;
    }

    private boolean ended(Cell cell, @Nullable TypeEntry old) {
        TypeEntry entry = cell.entry;
        Object state = cell.state;
        try {
            if (cell.phase == Phase.LIVE && entry != null && state != null) {
                return ended(entry, state);
            }
            Bytes bytes = cell.bytes;
            return old != null && bytes != null && ended(lane.revision(), old, bytes);
        } catch (States.Unreadable unreadable) {
            lane.faults().undecided(cell.ref, String.valueOf(unreadable.getMessage()));
            return false;
        }
    }

    /** Whether a stored actor is over, as the code says that its state is for. */
    static boolean ended(Revision revision, TypeEntry old, Bytes bytes) throws States.Unreadable {
        return old.over == null || ended(old, States.read(revision, old, bytes));
    }

    private static boolean ended(TypeEntry entry, Object state) throws States.Unreadable {
        try {
            return entry.over == null || entry.over.test(state);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError thrown) {
            throw new States.Unreadable(entry + " cannot say whether it is over: " + Faults.describe(thrown));
        }
    }
}
