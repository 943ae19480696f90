package et.actor.core;

import et.api.SessionRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The flight recorder of a lane: of each handler the first few messages of each second, the newest so many bytes of them. A message that is not recorded costs a
 * comparison.
 */
final class Recorder {

    /** Handled messages of more are left out, and their handler for a while: to find out costs as much as to record them. */
    static final int LARGEST = 64 << 10;

    private static final int MOST_JOINED = 200;
    private static final long REST_MS = 60_000;

    private final Lane lane;
    private final int most;
    private final ArrayDeque<Take> takes = new ArrayDeque<>();
    private int bytes;

    /** @param most bytes that are kept; 0: none */
    Recorder(Lane lane, int most) {
        this.lane = lane;
        this.most = most;
    }

    /** Begins to record what the context was filled in for; null when this message is not to be recorded. On the lane, before the handler is called. */
    @Nullable Recording begin(Context ctx, Cell cell, TypeEntry entry, HandlerEntry handler, Object state, Object argument) {
        // What a query found is not recorded: it is much, and of a moment.
        if (most == 0 || argument instanceof Finds.Found || !handler.pace.due(lane.index(), lane.coarseMs())) {
            return null;
        }
        List<SessionEntry> joined = cell.sessions.joined();
        byte[] before = joined.size() > MOST_JOINED ? null : Recording.encode(entry, state);
        if (before == null || before.length > LARGEST) {
            handler.pace.rest(lane.index(), lane.coarseMs() + REST_MS);
            return null;
        }
        List<SessionRef> refs = new ArrayList<>(joined.size());
        joined.forEach(session -> refs.add(session.ref()));
        return new Recording(
                this, ctx, new Cell.Bytes(before, entry.schema, entry.code), entry, handler, argument, refs);
    }

    /** A seed for what a handler draws. On the lane. */
    long seed() {
        return lane.scheduler().random().nextLong();
    }

    /** Keeps a whole take; forgets the oldest ones for it. */
    synchronized void keep(Take take) {
        int size = take.bytes();
        if (size > LARGEST) {
            return;
        }
        takes.add(take);
        bytes += size;
        while (bytes > most) {
            bytes -= takes.remove().bytes();
        }
    }

    /** What the active version of the bundle has handled, on all lanes; of each lane the oldest first. Any thread. */
    static List<Take> takes(List<Lane> lanes, Revision now, String bundle) {
        List<Take> all = new ArrayList<>();
        lanes.forEach(lane -> all.addAll(lane.recorder().takes(take -> {
            TypeEntry serving = now.active().get(take.call().actor().type());
            return serving != null
                    && serving.bundle.equals(bundle)
                    && serving.code.equals(take.before().code());
        })));
        return all;
    }

    private synchronized List<Take> takes(Predicate<Take> which) {
        return takes.stream().filter(which).toList();
    }
}
