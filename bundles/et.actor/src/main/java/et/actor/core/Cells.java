package et.actor.core;

import et.api.ActorRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The cells of a lane, by type and id, and in the order in which they were last used. */
final class Cells {

    private final Map<String, Map<String, Cell>> byType = new HashMap<>();
    private int size;
    private @Nullable Cell oldest;
    private @Nullable Cell newest;

    int size() {
        return size;
    }

    @Nullable Cell find(String type, String id) {
        Map<String, Cell> ids = byType.get(type);
        return ids == null ? null : ids.get(id);
    }

    Collection<Cell> of(String type) {
        Map<String, Cell> ids = byType.get(type);
        return ids == null ? List.of() : ids.values();
    }

    /** The cells of a type as they are now: for work that goes on in slices. */
    List<Cell> copyOf(String type) {
        return new ArrayList<>(of(type));
    }

    void each(Consumer<Cell> visitor) {
        byType.values().forEach(ids -> ids.values().forEach(visitor));
    }

    void add(Cell cell) {
        ActorRef ref = cell.ref;
        byType.computeIfAbsent(ref.type(), none -> new HashMap<>()).put(ref.id(), cell);
        size++;
        append(cell);
    }

    void remove(Cell cell) {
        Map<String, Cell> ids = byType.get(cell.ref.type());
        if (ids != null && ids.remove(cell.ref.id(), cell)) {
            size--;
            unlink(cell);
            if (ids.isEmpty()) {
                byType.remove(cell.ref.type());
            }
        }
    }

    /** The cell that was not used for the longest time. */
    @Nullable Cell oldest() {
        return oldest;
    }

    /** The cell has been used. */
    void touch(Cell cell, long millis) {
        cell.touchedMs = millis;
        if (cell != newest) {
            unlink(cell);
            append(cell);
        }
    }

    private void append(Cell cell) {
        Cell last = newest;
        cell.older = last;
        cell.newer = null;
        newest = cell;
        if (last == null) {
            oldest = cell;
        } else {
            last.newer = cell;
        }
    }

    private void unlink(Cell cell) {
        Cell before = cell.older;
        Cell after = cell.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        cell.older = null;
        cell.newer = null;
    }
}
