package et.actor.core;

import et.actor.Logics.Census;
import et.actor.Logics.Sweep;
import et.actor.Logics.Trial;
import et.actor.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Brings revisions to the lanes, and cells to revisions. On control threads. */
final class Switcher {

    /** A lane that does not come round for so long is reported, and the revision waits for it there. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int FAILURES_NAMED = 20;

    private final LaneRuntime runtime;
    private final Control control;

    Switcher(LaneRuntime runtime, Control control) {
        this.runtime = runtime;
        this.control = control;
    }

    /** What the switch was on one lane. */
    private record Adopted(int actors, long nanos) {}

    /** What the switch was on all lanes: live actors of the types, the longest pause, and why it is not done everywhere, if so. */
    record Made(int actors, long pauseMicrosMax, String late) {}

    /**
     * Publishes a revision to all lanes and waits until each has taken it up.
     *
     * @throws IllegalStateException when no lane began within the deadline; then nothing has changed
     */
    Made publish(Revision next, Collection<String> types, Duration deadline) {
        AtomicInteger gate = new AtomicInteger();
        CompletableFuture<List<Adopted>> all = runtime.onEach(lane -> {
            if (!gate.compareAndSet(0, 1) && gate.get() != 1) {
                return new Adopted(0, 0);
            }
            long start = lane.scheduler().nanoTime();
            int actors = 0;
            for (String type : types) {
                actors += lane.cells().of(type).size();
            }
            lane.adopt(next);
            long nanos = lane.scheduler().nanoTime() - start;
            if (!types.isEmpty()) {
                lane.states().pauses().begin(nanos);
            }
            return new Adopted(actors, nanos);
        });
        if (!control.await(all, deadline)) {
            if (gate.compareAndSet(0, 2)) {
                throw new IllegalStateException(
                        "No lane was free within " + deadline.toMillis() + " ms; nothing has changed." + held());
            }
            if (!control.await(all, PATIENCE)) {
                runtime.publish(next);
                return new Made(
                        0,
                        0,
                        "Revision " + next.number()
                                + " is made, but a lane has not taken it up; it does so as soon as it is free."
                                + held());
            }
        }
        runtime.publish(next);
        List<Adopted> lanes = all.join();
        return new Made(
                lanes.stream().mapToInt(Adopted::actors).sum(),
                TimeUnit.NANOSECONDS.toMicros(
                        lanes.stream().mapToLong(Adopted::nanos).max().orElse(0)),
                "");
    }

    private String held() {
        StringBuilder text = new StringBuilder();
        for (Lane lane : runtime.all()) {
            HandlerEntry handler = lane.probe().handler();
            if (handler != null) {
                text.append(" Lane ")
                        .append(lane.index())
                        .append(" runs ")
                        .append(handler.name)
                        .append(" of ");
                text.append(handler.owner.code()).append('.');
            }
        }
        return text.toString();
    }

    /** Has every actor let go of the code, blocking work included; false when the deadline passed before. */
    boolean leave(TypeEntry entry, boolean cancelWork, Duration deadline) {
        AtomicBoolean never = new AtomicBoolean();
        CompletableFuture<List<Void>> all = runtime.flat(lane -> {
            if (cancelWork) {
                lane.asks().cancel(entry);
            }
            return convert(lane, select(lane, List.of(entry.type), cell -> cell.entry == entry), never);
        });
        return control.await(all, deadline);
    }

    /** A type has a logic again: its parked actors come back though nobody sends them a message, for their timers. Does not wait. */
    void wake(String type) {
        AtomicBoolean never = new AtomicBoolean();
        for (Lane lane : runtime.all()) {
            lane.post((Runnable) () -> {
                CompletableFuture<Void> done =
                        convert(lane, select(lane, List.of(type), cell -> cell.phase == Cell.Phase.PARKED), never);
                if (done.isCompletedExceptionally()) {
                    throw new IllegalStateException("parked actors of " + type + " could not be woken");
                }
            });
        }
    }

    private static List<Cell> select(Lane lane, Collection<String> types, Predicate<Cell> which) {
        List<Cell> selected = new ArrayList<>();
        for (String type : types) {
            for (Cell cell : lane.cells().of(type)) {
                if (which.test(cell)) {
                    selected.add(cell);
                }
            }
        }
        return selected;
    }

    private static CompletableFuture<Void> convert(Lane lane, List<Cell> cells, AtomicBoolean cancelled) {
        return slices(lane, cells, cell -> convert(lane, cell), cancelled);
    }

    private static CompletableFuture<Void> slices(
            Lane lane, List<Cell> cells, Consumer<Cell> each, AtomicBoolean cancelled) {
        return LaneSweep.start(lane, cells, each, cancelled::get, lane.states().pauses()::stretch);
    }

    private static void convert(Lane lane, Cell cell) {
        lane.states().sweep(cell);
        lane.resume(cell);
    }

    /** Whether a cell has not come to the lane's revision yet. */
    private static boolean behind(Lane lane, Cell cell) {
        TypeEntry now = lane.states().choice().of(cell);
        return switch (cell.phase) {
            case LIVE -> cell.entry != now;
            case PARKED -> now != null;
            case UNREADABLE -> now != null && cell.seen != lane.revision().number();
            case COLD, LOADING, GONE -> false;
        };
    }

    /** What is found on one lane after a sweep. */
    private static final class Swept {
        private int left;
        private final Map<String, String> unreadable = new HashMap<>();
        private Times pauses = Times.none();
    }

    /** Every cell is looked at in a slice: a policy asks code of the bundle where it is to be. */
    Sweep sweep(Collection<String> types, Duration deadline) {
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicInteger carried = new AtomicInteger();
        CompletableFuture<List<Void>> all = runtime.flat(lane -> {
            long start = lane.scheduler().nanoTime();
            List<Cell> cells = select(lane, types, cell -> true);
            lane.states().pauses().all(lane.scheduler().nanoTime() - start);
            return slices(
                    lane,
                    cells,
                    cell -> {
                        if (behind(lane, cell)) {
                            convert(lane, cell);
                            carried.incrementAndGet();
                        }
                    },
                    cancelled);
        });
        control.await(all, deadline);
        cancelled.set(true);
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture<List<Swept>> result = runtime.flat(lane -> {
            Swept swept = new Swept();
            swept.pauses = lane.states().pauses().times();
            return LaneSweep.start(lane, select(lane, types, cell -> true), cell -> look(lane, cell, swept), late::get)
                    .thenApply(done -> swept);
        });
        control.await(result, PATIENCE);
        late.set(true);
        List<Swept> lanes = result.isDone() ? result.join() : List.of();
        Map<String, String> unreadable = new HashMap<>();
        lanes.forEach(swept -> unreadable.putAll(swept.unreadable));
        return new Sweep(
                carried.get(),
                lanes.stream().mapToInt(swept -> swept.left).sum(),
                unreadable,
                lanes.stream().map(swept -> swept.pauses).reduce(Times.none(), Times::plus));
    }

    private static void look(Lane lane, Cell cell, Swept swept) {
        if (behind(lane, cell)) {
            swept.left++;
        }
        if (cell.phase == Cell.Phase.UNREADABLE) {
            swept.unreadable.put(cell.ref.toString(), cell.trouble);
        }
    }

    /** Counts live actors and the sessions that have joined them; empty when they could not be counted in time. */
    Optional<List<Census>> census(Collection<String> types, Duration deadline) {
        AtomicBoolean cancelled = new AtomicBoolean();
        CompletableFuture<List<List<Census>>> all = runtime.flat(lane -> {
            Map<Object, Count> counts = new HashMap<>();
            return LaneSweep.start(lane, select(lane, types, cell -> true), cell -> count(cell, counts), cancelled::get)
                    .thenApply(
                            done -> counts.values().stream().map(Count::census).toList());
        });
        if (!control.await(all, deadline)) {
            cancelled.set(true);
            return Optional.empty();
        }
        Map<String, Census> sums = new TreeMap<>();
        all.join()
                .forEach(lane -> lane.forEach(one -> sums.merge(one.type() + " " + one.version(), one, Switcher::sum)));
        return Optional.of(List.copyOf(sums.values()));
    }

    /** One lane's actors of a type and a version: a lane may have a hundred thousand of them. */
    private static final class Count {
        private final String type;
        private final String version;
        private int actors;
        private int sessions;
        private final List<String> some = new ArrayList<>(Census.SOME);

        Count(String type, String version) {
            this.type = type;
            this.version = version;
        }

        Census census() {
            return new Census(type, version, actors, sessions, List.copyOf(some));
        }
    }

    private static void count(Cell cell, Map<Object, Count> counts) {
        TypeEntry entry = cell.entry;
        Object key = entry == null ? cell.ref.type() : entry;
        Count count = counts.get(key);
        if (count == null) {
            count = new Count(cell.ref.type(), entry == null ? "" : entry.version);
            counts.put(key, count);
        }
        count.actors++;
        count.sessions += cell.sessions.joined().size();
        if (count.some.size() < Census.SOME) {
            count.some.add(cell.ref.id());
        }
    }

    private static Census sum(Census one, Census more) {
        List<String> some = Stream.concat(one.some().stream(), more.some().stream())
                .limit(Census.SOME)
                .toList();
        return new Census(
                one.type(), one.version(), one.actors() + more.actors(), one.sessions() + more.sessions(), some);
    }

    /** Forgets the states from before the last switch. */
    void forget(Collection<String> types) {
        CompletableFuture<List<Void>> all = runtime.flat(lane -> LaneSweep.start(
                lane, select(lane, types, cell -> cell.before != null), cell -> cell.before = null, () -> false));
        control.await(all, PATIENCE);
    }

    /** What a trial found on one lane. */
    private static final class Tried {
        private int actors;
        private int migrated;
        private int failed;
        private final List<String> failures = new ArrayList<>();
    }

    Trial trial(Map<String, TypeEntry> candidates, Duration deadline) {
        AtomicBoolean cancelled = new AtomicBoolean();
        CompletableFuture<List<Tried>> all = runtime.flat(lane -> {
            Tried tried = new Tried();
            return LaneSweep.start(
                            lane,
                            select(lane, candidates.keySet(), cell -> true),
                            cell -> attempt(lane, cell, candidates.get(cell.ref.type()), tried),
                            cancelled::get)
                    .thenApply(done -> tried);
        });
        if (!control.await(all, deadline)) {
            cancelled.set(true);
            throw new IllegalStateException(
                    "The trial did not end within " + deadline.toMillis() + " ms; nothing has changed." + held());
        }
        List<Tried> lanes = all.join();
        return new Trial(
                lanes.stream().mapToInt(tried -> tried.actors).sum(),
                lanes.stream().mapToInt(tried -> tried.migrated).sum(),
                lanes.stream().mapToInt(tried -> tried.failed).sum(),
                lanes.stream()
                        .flatMap(tried -> tried.failures.stream())
                        .limit(FAILURES_NAMED)
                        .toList());
    }

    private static void attempt(Lane lane, Cell cell, @Nullable TypeEntry candidate, Tried tried) {
        TypeEntry entry = cell.entry;
        Object state = cell.state;
        Cell.Bytes bytes = cell.bytes;
        if (candidate == null || (state == null && bytes == null)) {
            return;
        }
        tried.actors++;
        try {
            int schema;
            Object carried;
            if (entry != null && state != null) {
                schema = entry.schema;
                carried = lane.states().convert(entry, state, candidate);
            } else if (bytes != null) {
                schema = bytes.schema();
                carried = lane.states().read(candidate, bytes);
            } else {
                return;
            }
            candidate.codec.encode(carried);
            if (schema != candidate.schema) {
                tried.migrated++;
            }
        } catch (States.Unreadable unreadable) {
            fail(cell, unreadable.getMessage(), tried);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError thrown) {
            fail(cell, candidate + " cannot encode the state it made: " + Faults.describe(thrown), tried);
        }
    }

    private static void fail(Cell cell, @Nullable String why, Tried tried) {
        tried.failed++;
        if (tried.failures.size() < FAILURES_NAMED) {
            tried.failures.add(cell.ref + ": " + why);
        }
    }
}
