package et.actor.core;

import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An unchanging map from int, without boxing: open addressing, at most half full. */
final class IntTable<V> {

    private final int[] keys;
    private final @Nullable Object[] values;
    private final int mask;

    IntTable(Map<Integer, V> entries) {
        int size = Math.max(4, Integer.highestOneBit(Math.max(1, entries.size())) << 2);
        keys = new int[size];
        values = new Object[size];
        mask = size - 1;
        entries.forEach(this::put);
    }

    private void put(int key, V value) {
        int at = slot(key);
        while (values[at] != null) {
            at = (at + 1) & mask;
        }
        keys[at] = key;
        values[at] = value;
    }

    @SuppressWarnings("unchecked") // only V is put in
    @Nullable V get(int key) {
        int at = slot(key);
        while (true) {
            Object value = values[at];
            if (value == null) {
                return null;
            }
            if (keys[at] == key) {
                return (V) value;
            }
            at = (at + 1) & mask;
        }
    }

    @SuppressWarnings("unchecked") // only V is put in
    void each(BiConsumer<Integer, V> visitor) {
        for (int at = 0; at < values.length; at++) {
            Object value = values[at];
            if (value != null) {
                visitor.accept(keys[at], (V) value);
            }
        }
    }

    private int slot(int key) {
        int mixed = key * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & mask;
    }
}
