package et.cluster.internal;

import et.cluster.ReturnPath;
import io.netty.util.collection.IntObjectHashMap;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers under which the gateway end of one link knows its ways back. One loop only.
 *
 * <p>A gateway holds a way back for as long as there is the session, and somebody might still want to tell it something. Nobody says when that
 * ends; the collector knows, so a slot holds its way back weakly and is free when it has been collected. Its number stays known until the lane has
 * agreed that nothing more comes for it, and is never used again.
 */
final class Slots {

    /** A way back, by identity. */
    static final class Slot extends WeakReference<ReturnPath> {

        final int number;
        final long session;
        final String player;
        private final int hash;

        Slot(int number, ReturnPath path, long session, String player, ReferenceQueue<ReturnPath> ended) {
            super(path, ended);
            this.number = number;
            this.session = session;
            this.player = player;
            this.hash = System.identityHashCode(path);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }

    /** Finds the slot of a way back. One object for all searches. */
    private static final class Probe {

        @Nullable ReturnPath path;

        @Override
        public int hashCode() {
            return System.identityHashCode(path);
        }

        @Override
        @SuppressWarnings("EqualsUnsafeCast")
        public boolean equals(@Nullable Object other) {
            return other instanceof Slot slot && slot.refersTo(path);
        }
    }

    private final Map<Object, Slot> byPath = new HashMap<>();
    private final IntObjectHashMap<Slot> byNumber = new IntObjectHashMap<>();
    private final ReferenceQueue<ReturnPath> ended = new ReferenceQueue<>();
    private final Probe probe = new Probe();
    private int next;

    /** The slot of a way back, or null when it has none yet. */
    @Nullable Slot find(ReturnPath path) {
        probe.path = path;
        Slot slot = byPath.get(probe);
        probe.path = null;
        return slot;
    }

    /** A new slot; null when there are too many. */
    @Nullable Slot add(ReturnPath path, long session, String player) {
        if (next == Integer.MAX_VALUE || byNumber.size() >= Wire.SLOTS_MOST) {
            return null;
        }
        Slot slot = new Slot(next++, path, session, player, ended);
        byPath.put(slot, slot);
        byNumber.put(slot.number, slot);
        return slot;
    }

    /** The slot of a number; its way back may be gone. */
    Slot get(int number) {
        Slot slot = byNumber.get(number);
        if (slot == null) {
            throw new WireException("slot: " + number + " (expected: one that is attached)");
        }
        return slot;
    }

    /** The way back of a number, or null when it is gone. */
    @Nullable ReturnPath path(int number) {
        return get(number).get();
    }

    /** Tells the numbers whose sessions have ended since the last time. */
    void sweep(IntConsumer detached) {
        for (Object gone = ended.poll(); gone != null; gone = ended.poll()) {
            if (gone instanceof Slot slot) {
                byPath.remove(slot);
                detached.accept(slot.number);
            }
        }
    }

    /** The lane has agreed that nothing more comes for the number. */
    void forget(int number) {
        byNumber.remove(get(number).number);
    }

    int size() {
        return byNumber.size();
    }
}
