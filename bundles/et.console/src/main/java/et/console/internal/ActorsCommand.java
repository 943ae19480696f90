package et.console.internal;

import et.actor.Actors;
import et.actor.Actors.Count;
import et.actor.Actors.Line;
import et.persistence.ActorStore;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:actors [type]}: how many actors of each type and version are live; or those of one type. */
@Service
@Command(
        scope = "et",
        name = "actors",
        description = "Counts the live actors by type and version, or lists those of a type")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class ActorsCommand extends EtCommand {

    private static final int MAX = 10_000;

    @Option(name = "--limit", description = "At most so many lines, 1 to 10000")
    int limit = 50;

    @Argument(name = "type", multiValued = true, description = "An actor type")
    @Completion(TypeCompleter.class)
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        Actors actors = services.need(Actors.class, "et.actor");
        if (limit < 1 || limit > MAX) {
            throw new ConsoleException("--limit: " + limit + " (expected: 1 to " + MAX + ")");
        }
        List<Count> counts = Services.await(actors.counts(), "the lanes").stream()
                .sorted(Comparator.comparing(Count::type)
                        .thenComparing(Count::bundle)
                        .thenComparing(Count::version))
                .toList();
        switch (words.size()) {
            case 0 ->
                counts(
                        counts,
                        services.find(ActorStore.class).map(ActorStore::counts).orElse(Map.of()),
                        out);
            case 1 -> list(words.get(0), counts, actors, out);
            default -> throw new ConsoleException("one type at most: et:actors [type]");
        }
    }

    private void counts(List<Count> counts, Map<String, Long> stored, PrintStream out) {
        if (json) {
            out.println(Json.text(counts.stream()
                    .map(c -> new Json()
                            .put("type", c.type())
                            .put("bundle", c.bundle())
                            .put("version", c.version())
                            .put("live", c.actors())
                            .put("stored", stored.getOrDefault(c.type(), 0L))
                            .put("handled", c.handled())
                            .put("failed", c.failed())
                            .put("slow", c.slow()))
                    .toList()));
            return;
        }
        if (counts.isEmpty()) {
            out.println("No actor types. Install a logic bundle, then see et:logic");
            return;
        }
        var table = new Table("Type", "Bundle", "Version", "Live", "Stored", "Handled", "Failed", "Slow");
        counts.forEach(c -> table.row(
                c.type(),
                c.bundle().isEmpty() ? "(no logic)" : c.bundle(),
                c.version(),
                c.actors(),
                stored.getOrDefault(c.type(), 0L),
                c.handled(),
                c.failed(),
                c.slow()));
        table.print(out, "");
        out.println("Next: et:actors " + counts.get(0).type());
    }

    private void list(String type, List<Count> counts, Actors actors, PrintStream out) throws InterruptedException {
        List<Count> ofType = counts.stream().filter(c -> c.type().equals(type)).toList();
        if (ofType.isEmpty()) {
            throw new ConsoleException("there is no actor type " + type + " (expected: "
                    + String.join(
                            ", ", counts.stream().map(Count::type).distinct().toList()) + ")");
        }
        List<Line> lines = Services.await(actors.list(type, limit), "the lanes").stream()
                .sorted(Comparator.comparing(Line::id))
                .toList();
        if (json) {
            out.println(Json.text(lines.stream().map(ActorCommand::line).toList()));
            return;
        }
        var table = new Table("Actor", "Lane", "Phase", "Code", "Revision", "Waiting");
        lines.forEach(l -> table.row(
                l.type() + "/" + l.id(),
                l.lane(),
                l.phase(),
                l.bundle() + "/" + l.version(),
                l.revision(),
                l.waiting()));
        table.print(out, "");
        long live = ofType.stream().mapToLong(Count::actors).sum();
        out.println(lines.size() + " of " + Words.count(live, "live actor")
                + (lines.size() < live ? "; more with --limit=" + Math.min(MAX, live) : "")
                + (lines.isEmpty()
                        ? ""
                        : ". Next: et:actor " + type + "/" + lines.get(0).id()));
    }
}
