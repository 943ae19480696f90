package et.actor.core;

import static et.proto.client.Code.LOGIC_FAILED_VALUE;

import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TextFormat;
import et.actor.Actors;
import et.actor.Quarantine;
import et.cluster.Shards;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Tells people what the lanes have. Any thread; each lane is asked between two messages. */
public final class Overview implements Actors, Quarantine {

    private static final int MOST_TEXT = 64 << 10;

    private final LaneRuntime runtime;
    private final LogicRegistry registry;
    private final IntToDoubleFunction busy;

    /** @param busy the share of the time that a lane was busy since it was asked last, {@link BusyShare#of} */
    public Overview(LaneRuntime runtime, LogicRegistry registry, IntToDoubleFunction busy) {
        this.runtime = runtime;
        this.registry = registry;
        this.busy = busy;
    }

    @Override
    public CompletionStage<List<Count>> counts() {
        return runtime.onEach(Overview::census).thenApply(this::counts);
    }

    /** Live actors of a lane by {@code type bundle/version}; those without code by {@code type /}. */
    private static Map<String, Integer> census(Lane lane) {
        Map<String, Integer> counts = new HashMap<>();
        lane.cells().each(cell -> {
            TypeEntry entry = cell.entry;
            counts.merge(cell.ref.type() + " " + (entry == null ? "/" : entry.code), 1, Integer::sum);
        });
        return counts;
    }

    private List<Count> counts(List<Map<String, Integer>> lanes) {
        Map<String, Integer> actors = new HashMap<>();
        lanes.forEach(lane -> lane.forEach((label, count) -> actors.merge(label, count, Integer::sum)));
        Map<String, Tally[]> tallies = registry.tallies().all();
        TreeSet<String> labels = new TreeSet<>(actors.keySet());
        labels.addAll(tallies.keySet());
        List<Count> counts = new ArrayList<>();
        for (String label : labels) {
            String type = label.substring(0, label.indexOf(' '));
            String code = label.substring(label.indexOf(' ') + 1);
            int slash = code.lastIndexOf('/');
            long handled = 0;
            long failed = 0;
            long slow = 0;
            for (Tally tally : tallies.getOrDefault(label, new Tally[0])) {
                handled += tally.countHandled();
                failed += tally.countFailed();
                slow += tally.countSlow();
            }
            counts.add(new Count(
                    type,
                    code.substring(0, slash),
                    code.substring(slash + 1),
                    actors.getOrDefault(label, 0),
                    handled,
                    failed,
                    slow));
        }
        return counts;
    }

    @Override
    public CompletionStage<List<Line>> list(String type, int limit) {
        return runtime.onEach(lane -> lane.cells().of(type).stream()
                        .limit(limit)
                        .map(cell -> line(lane, cell))
                        .toList())
                .thenApply(lanes ->
                        lanes.stream().flatMap(List::stream).limit(limit).toList());
    }

    private static Line line(Lane lane, Cell cell) {
        TypeEntry entry = cell.entry;
        return new Line(
                cell.ref.type(),
                cell.ref.id(),
                lane.index(),
                cell.phase.name().toLowerCase(Locale.ROOT),
                entry == null ? "" : entry.bundle,
                entry == null ? "" : entry.version,
                cell.written,
                cell.stash.size());
    }

    @Override
    public CompletionStage<Optional<Detail>> inspect(String type, String id) {
        int owner = runtime.laneOf(Shards.of(type, id));
        return runtime.onEach(lane -> {
                    Cell cell = lane.index() == owner ? lane.cells().find(type, id) : null;
                    return cell == null ? Optional.<Detail>empty() : Optional.of(detail(lane, cell));
                })
                .thenApply(lanes -> lanes.get(owner));
    }

    @Override
    public CompletionStage<Boolean> letGo(String type, String id) {
        int owner = runtime.laneOf(Shards.of(type, id));
        return runtime.onEach(lane ->
                        lane.index() != owner || letGo(lane, lane.cells().find(type, id)))
                .thenApply(lanes -> lanes.get(owner));
    }

    private static boolean letGo(Lane lane, @Nullable Cell cell) {
        if (cell == null) {
            return true;
        }
        if (cell.writing()) {
            return false;
        }
        lane.refuseAll(cell, LOGIC_FAILED_VALUE, "The actor was deleted by an operator; nothing was changed.");
        lane.recovery().drop(cell);
        return true;
    }

    private static Detail detail(Lane lane, Cell cell) {
        Cell.Bytes bytes = lane.states().encode(cell);
        int remembered = 0;
        for (SessionEntry session : cell.sessions.all()) {
            remembered += session.remembered();
        }
        return new Detail(
                line(lane, cell),
                bytes == null ? 0 : bytes.schema(),
                text(cell.state),
                bytes == null ? 0 : bytes.state().length,
                cell.timers.values().stream()
                        .map(timer -> new TimerLine(timer.name, Instant.ofEpochMilli(timer.dueMs), timer.periodMs))
                        .toList(),
                cell.sessions.joined().stream().map(session -> session.player).toList(),
                remembered,
                cell.outbox.size(),
                waiting(cell));
    }

    private static List<String> waiting(Cell cell) {
        List<String> waiting = new ArrayList<>();
        if (!cell.trouble.isEmpty()) {
            waiting.add((cell.damaged ? "its row from a backup: " : "a hotfix or a rollback: ") + cell.trouble);
        }
        if (!cell.stash.isEmpty()) {
            waiting.add(cell.stash.size() + " messages held, " + cell.stashBytes + " bytes");
        }
        if (cell.writing()) {
            waiting.add("commit " + cell.handed + ", with " + cell.staged.size() + " effects behind it");
        } else if (cell.dirty) {
            waiting.add("a change that is written later");
        }
        if (cell.blocked) {
            waiting.add("room in the committer");
        }
        if (cell.asks > 0) {
            waiting.add(cell.asks + " questions or blocking work under way");
        }
        return waiting;
    }

    private static String text(@Nullable Object state) {
        if (state instanceof MessageOrBuilder message) {
            String text = TextFormat.printer().printToString(message);
            return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
        }
        return "";
    }

    @Override
    public CompletionStage<List<LaneLine>> lanes() {
        return runtime.onEach(lane -> {
            long handled = 0;
            for (Tally[] version : registry.tallies().all().values()) {
                handled += version[lane.index()].countHandled();
            }
            return new LaneLine(
                    lane.index(),
                    lane.cells().size(),
                    handled,
                    busy.applyAsDouble(lane.index()),
                    lane.loading().underWay(),
                    lane.writer().underWay());
        });
    }

    @Override
    public List<Cut> all() {
        List<Cut> lines = new ArrayList<>();
        for (TypeEntry entry : registry.serving()) {
            for (HandlerEntry handler : entry.handlers) {
                if (handler.conduct.cutOff()) {
                    lines.add(new Cut(entry.type, entry.bundle, entry.version, handler.name, handler.conduct.reason()));
                }
            }
        }
        return lines;
    }

    @Override
    public int lift(String type, String handler) {
        int lifted = 0;
        for (TypeEntry entry : registry.serving()) {
            for (HandlerEntry one : entry.handlers) {
                boolean meant = entry.type.equals(type) && (handler.isEmpty() || one.name.equals(handler));
                if (meant && one.conduct.lift()) {
                    lifted++;
                }
            }
        }
        return lifted;
    }
}
