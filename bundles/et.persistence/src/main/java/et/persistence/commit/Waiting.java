package et.persistence.commit;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.Committer.Done;
import et.persistence.FencedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The rows that wait, at most one per actor, oldest first. Guarded by its owner's lock. */
final class Waiting {

    /** A replaced row costs its report only, so more of them may wait. */
    private static final int REPORTS_PER_ROW = 16;

    /**
     * Rows whose fate is known without asking the store: their epoch is older than that of a newer row of the same
     * actor.
     */
    record Lost(Done done, FencedException failure) {}

    private final int capacity;
    private final Map<ActorStore.Key, Entry> byActor = new HashMap<>();
    private final Deque<Entry> order = new ArrayDeque<>();
    private final Deque<Entry> suspects = new ArrayDeque<>();
    private final List<Lost> lost = new ArrayList<>();
    private int reports;
    private long coalesced;
    private boolean suspectsTurn;

    Waiting(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return byActor.size();
    }

    /** Whether there is nothing to write and nothing to report. */
    boolean isEmpty() {
        return byActor.isEmpty() && lost.isEmpty();
    }

    boolean hasRoom() {
        return byActor.size() < capacity && reports < (long) capacity * REPORTS_PER_ROW;
    }

    long coalesced() {
        return coalesced;
    }

    /** When the first of the rows that can be written together was handed over; {@code none} when only suspects wait. */
    long oldest(long none) {
        var first = order.peekFirst();
        return first == null ? none : first.since;
    }

    /** Takes a row over, in place of an older one of the same actor; false when there is no room. */
    boolean offer(ActorRow row, Done done, long now) {
        var key = new ActorStore.Key(row.type(), row.id());
        var entry = byActor.get(key);
        if (reports >= (long) capacity * REPORTS_PER_ROW || (entry == null && byActor.size() >= capacity)) {
            return false;
        }
        if (entry == null) {
            entry = new Entry(key, row, done, now);
            byActor.put(key, entry);
            order.addLast(entry);
            reports++;
        } else if (row.epoch() < entry.row.epoch()) {
            lost.add(new Lost(done, fenced(row, entry.row)));
        } else {
            replace(entry, row, done);
        }
        return true;
    }

    private void replace(Entry entry, ActorRow row, Done done) {
        if (row.epoch() == entry.row.epoch() && row.revision() <= entry.row.revision()) {
            throw new IllegalArgumentException("actor " + row.type() + "/" + row.id() + ": revision " + row.revision()
                    + " was handed over after revision " + entry.row.revision()
                    + " (expected: rows of one actor in the order of their revisions)");
        }
        if (row.epoch() > entry.row.epoch()) {
            reports -= entry.dones.size();
            lose(entry, row);
            entry.row = row;
        } else {
            coalesced++;
            entry.row = row.replacing(entry.row);
        }
        entry.dones.add(done);
        reports++;
    }

    private static FencedException fenced(ActorRow older, ActorRow newer) {
        return new FencedException(older.shard(), older.epoch(), newer.epoch());
    }

    /** Up to {@code limit} rows for one transaction; a suspect comes alone, and others get their turn in between. */
    List<Entry> take(int limit) {
        suspectsTurn = !suspects.isEmpty() && (order.isEmpty() || suspectsTurn);
        var from = suspectsTurn ? suspects : order;
        int size = suspectsTurn ? 1 : Math.min(limit, order.size());
        suspectsTurn = !suspectsTurn;
        var taken = new ArrayList<Entry>(size);
        for (int i = 0; i < size; i++) {
            taken.add(remove(from.removeFirst()));
        }
        return taken;
    }

    /** Rows that were not written wait again: suspects last of all, the others before all others, in their order. */
    void putBack(List<Entry> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            var entry = entries.get(i);
            var newer = byActor.put(entry.key, entry);
            if (newer != null) {
                (newer.suspect ? suspects : order).remove(newer);
                merge(entry, newer);
            }
            reports += entry.dones.size();
            if (entry.suspect) {
                suspects.addLast(entry);
            } else {
                order.addFirst(entry);
            }
        }
    }

    /** Moves what came in while {@code older} was being written into it. */
    private void merge(Entry older, Entry newer) {
        reports -= newer.dones.size();
        if (newer.row.epoch() < older.row.epoch()) {
            lose(newer, older.row);
            return;
        }
        if (newer.row.epoch() > older.row.epoch()) {
            lose(older, newer.row);
            older.row = newer.row;
        } else {
            coalesced++;
            older.row = newer.row.replacing(older.row);
        }
        older.dones.addAll(newer.dones);
    }

    private void lose(Entry loser, ActorRow winner) {
        for (var done : loser.dones) {
            lost.add(new Lost(done, fenced(loser.row, winner)));
        }
        loser.dones.clear();
    }

    /** Removes and returns the rows that match. */
    List<Entry> removeIf(Predicate<Entry> condition) {
        var removed = new ArrayList<Entry>();
        for (var queue : List.of(order, suspects)) {
            for (Iterator<Entry> all = queue.iterator(); all.hasNext(); ) {
                var entry = all.next();
                if (condition.test(entry)) {
                    all.remove();
                    removed.add(remove(entry));
                }
            }
        }
        return removed;
    }

    /** Removes and returns what can be reported without a write. */
    List<Lost> takeLost() {
        var taken = List.copyOf(lost);
        lost.clear();
        return taken;
    }

    private Entry remove(Entry entry) {
        byActor.remove(entry.key);
        reports -= entry.dones.size();
        return entry;
    }
}
