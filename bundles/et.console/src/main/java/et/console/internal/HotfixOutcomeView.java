package et.console.internal;

import et.hotfix.Outcome;
import et.hotfix.Receipt;
import et.hotfix.Unload;
import et.hotfix.Warmed;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Shows what a hotfix did: its receipt, and whether the code that was replaced is gone. */
final class HotfixOutcomeView {

    /** A little longer than the proof may take by its configuration's default. */
    private static final int UNLOAD_SECONDS = 15;

    private HotfixOutcomeView() {}

    static void print(Outcome outcome, boolean json, PrintStream out) throws InterruptedException {
        Optional<Unload> unload = unload(outcome);
        if (json) {
            out.println(new Json()
                    .put("number", outcome.hotfix().number())
                    .put("bundle", outcome.hotfix().bundle())
                    .put("from", outcome.hotfix().from())
                    .put("to", outcome.hotfix().to())
                    .put("phase", outcome.hotfix().phase())
                    .put(
                            "receipt",
                            outcome.receipt().isEmpty()
                                    ? null
                                    : new Json.Raw(outcome.hotfix().receipt()))
                    .put("unload", unload.map(HotfixOutcomeView::json).orElse(null)));
            return;
        }
        outcome.receipt().ifPresent(receipt -> print(receipt, out));
        unload.ifPresent(u -> out.println(text(u)));
        out.println(outcome.sentence());
    }

    static Json json(Unload u) {
        return new Json()
                .put("bundle", u.bundle())
                .put("version", u.version())
                .put("collected", u.collected())
                .put("ms", u.millis())
                .put("evidence", u.evidence());
    }

    static String text(Unload u) {
        String code = "The code of " + u.bundle() + " " + u.version();
        if (u.collected()) {
            return code + " has left the memory (after " + u.millis() + " ms)";
        }
        return code + " is still in memory after " + u.millis() + " ms: "
                + (u.evidence().isEmpty()
                        ? "nothing was found that holds it; it may go with a later collection, et:hotfix status will tell"
                        : String.join("; ", u.evidence()));
    }

    static String text(Warmed warmed) {
        String done = warmed.messages() == 0
                ? "none"
                : Words.count(warmed.messages(), "recorded message") + " handled in " + Words.number(warmed.millis())
                        + " ms";
        return warmed.note().isEmpty() ? done : done + ", " + warmed.note();
    }

    /** By container. */
    static Json json(Map<String, Warmed> warmed) {
        var json = new Json();
        warmed.forEach((container, one) -> json.put(
                container,
                new Json()
                        .put("messages", one.messages())
                        .put("ms", one.millis())
                        .put("note", one.note())));
        return json;
    }

    private static Optional<Unload> unload(Outcome outcome) throws InterruptedException {
        try {
            return outcome.unload().toCompletableFuture().get(UNLOAD_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }

    private static String micros(Receipt r, double share) {
        return Words.number(TimeUnit.NANOSECONDS.toMicros(r.pauses().percentile(share)));
    }

    private static void print(Receipt r, PrintStream out) {
        out.println("Receipt   " + r.bundle() + " " + Words.versions(r.from(), r.to()) + ", revision " + r.revision()
                + ", " + (r.clean() ? "clean" : "NOT clean"));
        out.println("Switch    " + String.join(", ", r.types()) + ": " + Words.count(r.actors(), "live actor")
                + ", no lane paused longer than " + Words.number(r.pauseMicros()) + " us");
        r.shares()
                .forEach(share -> share.warmed()
                        .ifPresent(warmed -> out.println("Warm-up   "
                                + (r.shares().size() == 1 ? "" : share.container() + ": ") + text(warmed))));
        if (r.pauses().total() > 0) {
            out.println("Paused    " + Words.count(r.pauses().total(), "actor") + ": half of them up to "
                    + micros(r, 0.5) + " us, 99.9 % up to " + micros(r, 0.999) + " us, all up to " + micros(r, 1)
                    + " us");
        }
        var table = new Table("Within " + Words.number(r.windowMillis()) + " ms", "Count");
        table.row("handled by " + (r.from().isEmpty() ? "nothing" : r.from()), r.handledOld());
        table.row("handled by " + r.to(), r.handledNew());
        Receipt.@Nullable Clients c = r.clients().orElse(null);
        if (c != null) {
            table.row("requests taken", c.accepted());
            table.row("requests answered", c.answered());
            table.row("lost", c.lost());
            table.row("duplicated", c.duplicated());
            table.row("reordered", c.reordered());
            table.row("disconnected", c.disconnected());
            table.row("from before, still open", c.open());
            table.row("session ended before answer", c.abandoned());
        }
        table.row("repeats answered from memory", r.repeats());
        table.row("handlers that threw", r.failed());
        table.row("actors carried over", r.carried());
        table.row("actors not yet carried over", r.left());
        table.row("actors parked", r.parked().size());
        table.print(out, "  ");
        if (r.shares().size() > 1) {
            var shares = new Table("Container", "Actors", "Longest pause us", "Switched");
            r.shares()
                    .forEach(share -> shares.row(
                            share.container(),
                            share.actors(),
                            Words.number(share.pauseMicros()),
                            Words.time(share.switched())));
            shares.print(out, "  ");
            out.println("Apart     " + Words.number(r.skewMillis()) + " ms between the first container and the last");
        }
        if (c == null) {
            out.println("Clients   not counted: no logic container has a gateway");
        }
        r.parked().forEach((actor, why) -> out.println("Parked    " + actor + ": " + why));
    }
}
