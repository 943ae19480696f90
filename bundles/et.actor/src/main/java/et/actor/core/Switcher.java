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
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
        return LaneSweep.start(
                lane,
                cells,
                cell -> {
                    lane.states().sweep(cell);
                    lane.resume(cell);
                },
                cancelled::get,
                lane.states().pauses()::stretch);
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

    /** One lane's part of a sweep. */
    private record Swept(int left, Map<String, String> unreadable, Times pauses) {}

    Sweep sweep(Collection<String> types, Duration deadline) {
        AtomicBoolean cancelled = new AtomicBoolean();
        CompletableFuture<List<Integer>> all = runtime.flat(lane -> {
            long start = lane.scheduler().nanoTime();
            List<Cell> cells = select(lane, types, cell -> behind(lane, cell));
            lane.states().pauses().all(lane.scheduler().nanoTime() - start);
            return convert(lane, cells, cancelled).thenApply(done -> cells.size());
        });
        boolean finished = control.await(all, deadline);
        cancelled.set(true);
        CompletableFuture<List<Swept>> result = runtime.onEach(lane -> new Swept(
                select(lane, types, cell -> behind(lane, cell)).size(),
                select(lane, types, cell -> cell.phase == Cell.Phase.UNREADABLE).stream()
                        .collect(Collectors.toMap(cell -> cell.ref.toString(), cell -> cell.trouble)),
                lane.states().pauses().times()));
        control.await(result, PATIENCE);
        List<Swept> lanes = result.isDone() ? result.join() : List.of();
        int left = lanes.stream().mapToInt(Swept::left).sum();
        int began = finished ? all.join().stream().mapToInt(Integer::intValue).sum() : left;
        Map<String, String> unreadable = lanes.stream()
                .flatMap(swept -> swept.unreadable().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Times pauses = lanes.stream().map(Swept::pauses).reduce(Times.none(), Times::plus);
        return new Sweep(Math.max(0, began - left), left, unreadable, pauses);
    }

    /** Counts live actors and the sessions that have joined them; empty when they could not be counted in time. */
    Optional<List<Census>> census(Collection<String> types, Duration deadline) {
        AtomicBoolean cancelled = new AtomicBoolean();
        CompletableFuture<List<Map<String, Census>>> all = runtime.flat(lane -> {
            Map<String, Census> counts = new HashMap<>();
            return LaneSweep.start(
                            lane,
                            select(lane, types, cell -> true),
                            cell -> counts.merge(label(cell), one(cell), Switcher::sum),
                            cancelled::get)
                    .thenApply(done -> counts);
        });
        if (!control.await(all, deadline)) {
            cancelled.set(true);
            return Optional.empty();
        }
        Map<String, Census> sums = new TreeMap<>();
        all.join().forEach(lane -> lane.forEach((label, counted) -> sums.merge(label, counted, Switcher::sum)));
        return Optional.of(List.copyOf(sums.values()));
    }

    private static String label(Cell cell) {
        return cell.ref.type() + " " + version(cell);
    }

    private static String version(Cell cell) {
        TypeEntry entry = cell.entry;
        return entry == null ? "" : entry.version;
    }

    private static Census one(Cell cell) {
        return new Census(
                cell.ref.type(), version(cell), 1, cell.sessions.joined().size(), List.of(cell.ref.id()));
    }

    private static Census sum(Census one, Census more) {
        List<String> some = one.some();
        if (some.size() < Census.SOME) {
            some = Stream.concat(some.stream(), more.some().stream())
                    .limit(Census.SOME)
                    .toList();
        }
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
