package et.actor.core;

import et.api.Failure;
import et.api.Failure.Reason;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Messages between actors whose shard is nowhere just now: it is being moved. They wait here, in their order, until it has a place again, for
 * as long as a move may take.
 */
final class Strays {

    private static final long LOOK_MS = 10;
    private static final long WAIT_MS = 3000;
    private static final int MOST = 10_000;

    private record Stray(Parcel.ToActor parcel, long sinceMs) {}

    private final Lane lane;
    private final Map<Integer, ArrayDeque<Stray>> byShard = new HashMap<>();
    private int size;
    private boolean looking;

    Strays(Lane lane) {
        this.lane = lane;
    }

    /** Whether others wait for the shard already: who comes now is behind them. */
    boolean wait(int shard) {
        return size > 0 && byShard.containsKey(shard);
    }

    /** Keeps a message; false when too many wait. */
    boolean add(Parcel.ToActor parcel) {
        if (size >= MOST) {
            return false;
        }
        Lane.seal(parcel);
        byShard.computeIfAbsent(parcel.shard(), none -> new ArrayDeque<>())
                .add(new Stray(parcel, lane.scheduler().currentTimeMillis()));
        size++;
        later();
        return true;
    }

    private void later() {
        if (!looking) {
            looking = true;
            lane.after(LOOK_MS, this::look);
        }
    }

    private void look() {
        looking = false;
        long before = lane.scheduler().currentTimeMillis() - WAIT_MS;
        byShard.values().removeIf(waiting -> {
            Stray first = waiting.peek();
            while (first != null
                    && (lane.carry(first.parcel()) || (first.sinceMs() <= before && lost(first.parcel())))) {
                waiting.poll();
                size--;
                first = waiting.peek();
            }
            return first == null;
        });
        if (size > 0) {
            later();
        }
    }

    private boolean lost(Parcel.ToActor parcel) {
        if (parcel instanceof Parcel.Ask ask) {
            lane.route(new Parcel.NoAnswer(
                    ask.back(), new Failure(Reason.FAILED, 0, "there is no way to " + ask.to() + " now")));
        }
        return true;
    }
}
