package et.actor.core;

import et.actor.core.Cell.Bytes;
import et.actor.core.Cell.Phase;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns states into bytes and back, and carries them from one version of the code to another. What foreign code throws here never reaches the lane: the actor
 * becomes unreadable, its row stays as it is, and a hotfix or a rollback can take it up again.
 */
final class States {

    /** The bytes cannot become a state of that code; the message says why. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable(String text) {
            super(text, null, false, false);
        }
    }

    private final Lane lane;
    private final Choice choice;
    private final Pauses pauses = new Pauses();

    States(Lane lane) {
        this.lane = lane;
        this.choice = new Choice(lane);
    }

    Choice choice() {
        return choice;
    }

    Pauses pauses() {
        return pauses;
    }

    /** The state of the cell as bytes for its row; null when the logic cannot encode it. */
    @Nullable Bytes encode(Cell cell) {
        Bytes before = cell.before;
        if (before != null && !cell.applied) {
            // Nothing happened since the switch: the row keeps what a rollback wants to find.
            return before;
        }
        TypeEntry entry = cell.entry;
        Object state = cell.state;
        if (entry == null || state == null) {
            return cell.bytes;
        }
        try {
            return new Bytes(entry.codec.encode(state), entry.schema, entry.code);
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            lane.faults().unencodable(entry, cell.ref, thrown);
            return null;
        }
    }

    /** The bytes as a state of the entry's code, migrated if need be. */
    Object read(TypeEntry entry, Bytes bytes) throws Unreadable {
        return read(lane.revision(), entry, bytes);
    }

    /** The same, with a revision that knows newer code; any thread. */
    static Object read(Revision revision, TypeEntry entry, Bytes bytes) throws Unreadable {
        try {
            if (bytes.schema() <= entry.schema) {
                Object state = entry.codec.decode(bytes.state());
                for (int from = bytes.schema(); from < entry.schema; from++) {
                    state = step(entry.upgrades.get(from), state);
                }
                return state;
            }
            TypeEntry newer = revision.sound(entry.type, bytes.schema());
            if (newer == null) {
                throw new Unreadable("the state has schema " + bytes.schema() + " (written by " + bytes.code() + "), "
                        + entry + " reads up to " + entry.schema
                        + "; start a bundle with that schema beside it, or activate it");
            }
            return down(newer, newer.codec.decode(bytes.state()), entry);
        } catch (Unreadable unreadable) {
            throw unreadable;
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            throw new Unreadable(entry + " cannot read the state that " + bytes.code() + " wrote with schema "
                    + bytes.schema() + ": " + Faults.describe(thrown));
        }
    }

    /** A state of newer code as one of older code. */
    private static Object down(TypeEntry newer, Object state, TypeEntry older) throws Exception {
        return older.codec.decode(bytes(newer, state, older.schema));
    }

    /** The bytes of a state, as code of that schema gets to read them; any thread. */
    static byte[] bytes(TypeEntry entry, Object state, int schema) throws Exception {
        Object current = state;
        for (int to = entry.schema - 1; to >= schema; to--) {
            current = step(entry.downgrades.get(to), current);
        }
        return entry.codec.encode(current);
    }

    private static Object step(@Nullable UnaryOperator<Object> step, Object state) throws Unreadable {
        if (step == null) {
            return state;
        }
        Object next = step.apply(state);
        if (next == null) {
            throw new Unreadable("a migration step returned null");
        }
        return next;
    }

    /** The state of a live cell as one of other code. Changes nothing. */
    Object convert(TypeEntry from, Object state, TypeEntry to) throws Unreadable {
        try {
            if (from.schema > to.schema) {
                return down(from, state, to);
            }
            return read(to, new Bytes(from.codec.encode(state), from.schema, from.code));
        } catch (Unreadable unreadable) {
            throw unreadable;
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            throw new Unreadable(
                    "the state of " + from + " cannot be carried over to " + to + ": " + Faults.describe(thrown));
        }
    }

    /** Brings a cell to the code of the lane's revision that has not seen it yet: before a message. */
    void meet(Cell cell) {
        TypeEntry before = cell.entry;
        long start = lane.scheduler().nanoTime();
        refresh(cell);
        if (cell.entry != before) {
            pauses.alone(lane.scheduler().nanoTime() - start);
        }
    }

    /** The same for one of many, in a sweep. */
    void sweep(Cell cell) {
        TypeEntry before = cell.entry;
        refresh(cell);
        if (cell.entry != before) {
            pauses.carried();
        }
    }

    /** Brings the cell to the code that it is for. Called when it was loaded, before each message whose cell has not seen the revision yet, and by sweeps. */
    void refresh(Cell cell) {
        TypeEntry next = choice.of(cell);
        cell.seen = lane.revision().number();
        bring(cell, next);
        if (choice.mayChange(cell)) {
            cell.seen = Cell.AGAIN;
        }
    }

    private void bring(Cell cell, @Nullable TypeEntry next) {
        if (next == cell.entry && (next != null || cell.phase != Phase.LIVE)) {
            return;
        }
        if (cell.phase == Phase.LIVE) {
            if (next == null) {
                park(cell);
            } else {
                carry(cell, next);
            }
        } else if (next != null && (cell.phase == Phase.PARKED || cell.phase == Phase.UNREADABLE)) {
            wake(cell, next);
        }
    }

    /** Turns the state into bytes: the cell lets go of its code. */
    void park(Cell cell) {
        TypeEntry entry = cell.entry;
        Object state = cell.state;
        if (entry == null || state == null) {
            return;
        }
        try {
            cell.bytes = new Bytes(entry.codec.encode(state), entry.schema, entry.code);
            cell.phase = Phase.PARKED;
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            lane.faults().unencodable(entry, cell.ref, thrown);
            lane.recovery().abandon(cell);
        }
        cell.entry = null;
        cell.state = null;
    }

    private void carry(Cell cell, TypeEntry next) {
        TypeEntry entry = cell.entry;
        Object state = cell.state;
        if (entry == null || state == null) {
            return;
        }
        Bytes kept = cell.before;
        boolean unchanged = kept != null && !cell.applied;
        Bytes now;
        try {
            now = new Bytes(entry.codec.encode(state), entry.schema, entry.code);
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            lane.faults().unencodable(entry, cell.ref, thrown);
            lane.recovery().abandon(cell);
            return;
        }
        try {
            if (unchanged && kept != null && kept.code().equals(next.code)) {
                settle(cell, next, read(next, kept), now);
            } else {
                settle(cell, next, convert(entry, state, next), unchanged && kept != null ? kept : now);
            }
        } catch (Unreadable unreadable) {
            cell.before = unchanged ? kept : choice.keepsBefore(cell) ? now : null;
            cell.applied = false;
            cell.bytes = now;
            unreadable(cell, next, unreadable.getMessage());
        }
    }

    private void settle(Cell cell, TypeEntry next, Object state, Bytes before) {
        cell.before = choice.keepsBefore(cell) ? before : null;
        cell.applied = false;
        live(cell, next, state);
        if (next.inPlace) {
            cell.bytes = before;
        }
    }

    /** Makes a parked, unreadable or just loaded cell live. */
    void wake(Cell cell, TypeEntry next) {
        if (cell.damaged) {
            return;
        }
        Bytes bytes = cell.bytes;
        if (bytes == null) {
            try {
                live(cell, next, initial(next));
            } catch (Unreadable unreadable) {
                unreadable(cell, next, unreadable.getMessage());
            }
            return;
        }
        Bytes before = cell.before;
        try {
            boolean back = before != null && !cell.applied && before.code().equals(next.code);
            Object state = read(next, back && before != null ? before : bytes);
            boolean other = !bytes.code().equals(next.code) && choice.keepsBefore(cell);
            if (other && (before == null || cell.applied)) {
                cell.before = bytes;
                cell.applied = false;
            }
            live(cell, next, state);
            if (next.inPlace) {
                cell.bytes = bytes;
            }
        } catch (Unreadable unreadable) {
            unreadable(cell, next, unreadable.getMessage());
        }
    }

    private static Object initial(TypeEntry entry) throws Unreadable {
        try {
            return entry.codec.initial();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError thrown) {
            throw new Unreadable(entry + " cannot make a first state: " + Faults.describe(thrown));
        }
    }

    private void live(Cell cell, TypeEntry next, Object state) {
        cell.entry = next;
        cell.state = state;
        cell.bytes = null;
        cell.trouble = "";
        cell.phase = Phase.LIVE;
        if (cell.timerTask == null) {
            lane.timers().schedule(cell);
        }
    }

    private void unreadable(Cell cell, TypeEntry by, @Nullable String why) {
        Gauge gauge = by.tally(lane.index()).gauge();
        if (gauge != null) {
            gauge.parked();
        }
        cell.entry = null;
        cell.state = null;
        cell.trouble = why == null ? "" : why;
        cell.phase = Phase.UNREADABLE;
        lane.faults().unreadable(cell.ref, cell.trouble);
    }

    /** After a handler failed that changes its state in place: back to the last good one. */
    void restore(Cell cell, TypeEntry entry) {
        Bytes good = cell.bytes;
        try {
            cell.state = good == null ? initial(entry) : read(entry, good);
        } catch (Unreadable unreadable) {
            unreadable(cell, entry, unreadable.getMessage());
        }
    }
}
