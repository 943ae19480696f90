package et.actor.core;

import et.api.table.Query;
import et.persistence.TableQuery;
import et.persistence.TableWrite;
import et.persistence.TableWrite.What;
import java.util.ArrayList;
import java.util.List;

/** What a handler asks of tables: checked, and turned into plain values at once, so that no record of a game is held. */
final class TableCalls {

    private static final int MOST_ROWS = 64;
    private static final int MOST_BYTES = 64 << 10;

    /** Rows of one actor that wait for its next write. */
    private static final int MOST_WAITING = 1024;

    /** In the order in which they were asked for. */
    private final List<TableWrite> writes = new ArrayList<>();

    private int bytes;
    private boolean binding;

    List<TableWrite> writes() {
        return writes;
    }

    /** Whether a row is inserted: then it has to be known at once whether it could be. */
    boolean isBinding() {
        return binding;
    }

    void put(TypeEntry by, Record row) {
        add(by.table(row.getClass()).write(What.PUT, row));
    }

    void insert(TypeEntry by, Record row) {
        add(by.table(row.getClass()).write(What.INSERT, row));
        binding = true;
    }

    void delete(TypeEntry by, Class<? extends Record> table, Object... key) {
        add(by.table(table).delete(key));
    }

    private void add(TableWrite write) {
        for (Object value : write.values()) {
            bytes += value == null ? 1 : TableQuery.bytes(value);
        }
        if (writes.size() == MOST_ROWS || bytes > MOST_BYTES) {
            throw new IllegalStateException("ctx.put: a handler writes more than " + MOST_ROWS + " rows, or more than "
                    + MOST_BYTES + " bytes of them");
        }
        writes.add(write);
    }

    /** The query, if the logic has a handler for what it finds. */
    static TableQuery query(TypeEntry by, String name, Query<?> query) {
        TableEntry table = by.finds.get(name);
        if (table == null || table.rows != query.table()) {
            throw new IllegalStateException("ctx.find: \"" + name + "\" has no handler (expected: on.found(\"" + name
                    + "\", " + query.table().getSimpleName() + ".class, ...) in define)");
        }
        return table.query(query);
    }

    /** Whether there is room for them beside those that wait. */
    void checkRoom(Cell cell) {
        if (!writes.isEmpty() && cell.writes.size() + writes.size() > MOST_WAITING) {
            throw new IllegalStateException(
                    "ctx.put: " + cell.writes.size() + " rows of " + cell.ref + " wait to be written already");
        }
    }

    void clear() {
        writes.clear();
        bytes = 0;
        binding = false;
    }
}
