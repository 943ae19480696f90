package et.actor.core;

import et.cluster.Load;
import et.cluster.LoadSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the lanes know of the container's load. Each reading asks the lanes, and tells what they said to the one before. */
public final class LaneLoad implements LoadSource {

    private final LaneRuntime runtime;
    private final LogicRegistry registry;
    private final BusyShare busy;
    private final AtomicIntegerArray actors;
    private final AtomicLongArray lagNanos;
    private long handled;
    private long at = System.nanoTime();

    public LaneLoad(LaneRuntime runtime, LogicRegistry registry, BusyShare busy) {
        this.runtime = runtime;
        this.registry = registry;
        this.busy = busy;
        this.actors = new AtomicIntegerArray(runtime.lanes());
        this.lagNanos = new AtomicLongArray(runtime.lanes());
    }

    @Override
    public synchronized Load add(Load load) {
        double busiest = 0;
        int live = 0;
        long lag = 0;
        for (Lane lane : runtime.all()) {
            int index = lane.index();
            busiest = Math.max(busiest, busy.of(index));
            live += actors.get(index);
            lag = Math.max(lag, lagNanos.get(index));
            long asked = System.nanoTime();
            lane.post(() -> {
                lagNanos.set(index, System.nanoTime() - asked);
                actors.set(index, lane.cells().size());
            });
        }
        long now = System.nanoTime();
        long before = handled;
        handled = registry.counters().handled().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        double seconds = Math.max(1e-3, (now - at) / 1e9);
        at = now;
        return new Load(
                load.cpu(),
                busiest,
                load.actors() + live,
                load.messages() + (handled - before) / seconds,
                load.sessions(),
                load.memory(),
                Math.max(load.lag(), lag / (double) TimeUnit.MILLISECONDS.toNanos(1)));
    }
}
