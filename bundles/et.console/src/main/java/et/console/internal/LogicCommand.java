package et.console.internal;

import et.actor.Actors;
import et.actor.Actors.Count;
import et.actor.Logic;
import et.actor.Logics;
import et.signature.Signatures;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:logic}: which bundle and version serves which type, and which could. */
@Service
@Command(
        scope = "et",
        name = "logic",
        description = "Shows which code serves which actor type, with counts; and what is refused, and why")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class LogicCommand extends EtCommand {

    @Argument(name = "type", multiValued = true, description = "An actor type, to see its handlers too")
    @Completion(TypeCompleter.class)
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        Logics logics = services.need(Logics.class, "et.actor");
        List<Count> counts =
                Services.await(services.need(Actors.class, "et.actor").counts(), "the lanes");
        Map<String, Count> byCode = counts.stream()
                .collect(Collectors.toMap(
                        c -> c.type() + " " + c.bundle() + "/" + c.version(), Function.identity(), (a, b) -> a));
        List<Logic> all = logics.all().stream()
                .filter(l -> words.isEmpty() || words.contains(l.type()))
                .sorted(Comparator.comparing(Logic::type)
                        .thenComparing(Logic::standing)
                        .thenComparing(Logic::bundle)
                        .thenComparing(Logic::version))
                .toList();
        if (all.isEmpty() && !words.isEmpty()) {
            throw new ConsoleException(
                    "no bundle has logic for " + String.join(", ", words) + "; et:logic without a type shows all");
        }
        Map<Long, String> signers = signers(services, all);
        if (json) {
            out.println(new Json()
                    .put("revision", logics.revision())
                    .put(
                            "logics",
                            all.stream()
                                    .map(l -> json(l, byCode.get(code(l)))
                                            .put("signer", signers.getOrDefault(l.bundleId(), "")))
                                    .toList()));
            return;
        }
        print(all, byCode, signers, !words.isEmpty(), logics.revision(), out);
    }

    private static Map<Long, String> signers(Services services, List<Logic> all) {
        Map<Long, String> signers = new HashMap<>();
        services.find(Signatures.class).ifPresent(signatures -> {
            for (Logic l : all) {
                signatures.of(l.bundleId()).ifPresent(j -> signers.put(l.bundleId(), j.signer()));
            }
        });
        return signers;
    }

    private static String code(Logic l) {
        return l.type() + " " + l.bundle() + "/" + l.version();
    }

    private static Json json(Logic l, @Nullable Count count) {
        return new Json()
                .put("type", l.type())
                .put("bundle", l.bundle())
                .put("version", l.version())
                .put("bundle_id", l.bundleId())
                .put("standing", l.standing())
                .put("schema", l.schema())
                .put("actors", count == null ? 0 : count.actors())
                .put("handled", count == null ? 0 : count.handled())
                .put("failed", count == null ? 0 : count.failed())
                .put("slow", count == null ? 0 : count.slow())
                .put("reason", l.reason())
                .put("handlers", l.handlers());
    }

    private static void print(
            List<Logic> all,
            Map<String, Count> byCode,
            Map<Long, String> signers,
            boolean handlers,
            long revision,
            PrintStream out) {
        if (all.isEmpty()) {
            out.println("No logic. Install a logic bundle: et:hotfix apply <file>, bundle:install -s <url>, or drop it"
                    + " into deploy/");
            return;
        }
        var table = new Table(
                "Type",
                "Bundle",
                "Version",
                "Signer",
                "Id",
                "Standing",
                "Schema",
                "Actors",
                "Handled",
                "Failed",
                "Slow");
        for (Logic l : all) {
            Count count = byCode.get(code(l));
            table.row(
                    l.type(),
                    l.bundle(),
                    l.version(),
                    signers.getOrDefault(l.bundleId(), ""),
                    l.bundleId(),
                    l.standing().name().toLowerCase(Locale.ROOT),
                    l.schema(),
                    count == null ? 0 : count.actors(),
                    count == null ? 0L : count.handled(),
                    count == null ? 0L : count.failed(),
                    count == null ? 0L : count.slow());
        }
        table.print(out, "");
        for (Logic l : all) {
            if (!l.reason().isEmpty()) {
                out.println(l.type() + " of " + l.bundle() + " " + l.version() + ": " + l.reason());
            }
            if (handlers) {
                out.println(l.type() + " of " + l.bundle() + " " + l.version() + " handles "
                        + String.join(", ", l.handlers()));
            }
        }
        out.println("Revision " + revision + ". Next: et:actors <type>, et:hotfix status");
    }
}
