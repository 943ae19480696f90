package et.console.internal;

import et.hotfix.Comparison;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.io.PrintStream;

/** Shows the two versions of a canary side by side. */
final class HotfixComparisonView {

    private HotfixComparisonView() {}

    static void print(Comparison comparison, boolean json, PrintStream out) {
        if (json) {
            out.println(json(comparison));
            return;
        }
        Hotfix h = comparison.hotfix();
        String what = h.bundle() + " " + Words.versions(h.from(), h.to()) + ", canary " + h.canary();
        if (h.phase() != Phase.CANARY) {
            out.println(what + " ended, " + Words.time(h.changed()) + ": " + HotfixStatusView.phase(h.phase()));
            if (!comparison.steppedBack().isEmpty()) {
                out.println("Stepped back: " + comparison.steppedBack());
            }
            return;
        }
        out.println(what + " since " + Words.time(h.started())
                + (comparison.judge().isEmpty() ? "" : ", judged by " + comparison.judge()));
        var table = new Table(
                "Type",
                "Version",
                "Actors",
                "Messages",
                "Errors",
                "Slow",
                "Cut off",
                "Parked",
                "p50 us",
                "p99 us",
                "Bytes each",
                "Joined",
                "Ended");
        comparison
                .sides()
                .forEach(side -> table.row(
                        side.type(),
                        side.version(),
                        side.actors(),
                        side.messages(),
                        side.errors(),
                        side.slow(),
                        side.cutOff(),
                        side.parked(),
                        side.p50Micros(),
                        side.p99Micros(),
                        side.bytesEach(),
                        side.joined(),
                        side.ended()));
        table.print(out, "  ");
        comparison
                .warmed()
                .forEach((container, warmed) ->
                        out.println("Warm-up, " + container + ": " + HotfixOutcomeView.text(warmed)));
        comparison.waiting().forEach(sentence -> out.println("Not compared yet: " + sentence));
    }

    private static Json json(Comparison comparison) {
        Hotfix h = comparison.hotfix();
        return new Json()
                .put("number", h.number())
                .put("bundle", h.bundle())
                .put("from", h.from())
                .put("to", h.to())
                .put("phase", h.phase())
                .put("canary", h.canary())
                .put("judge", comparison.judge())
                .put(
                        "sides",
                        comparison.sides().stream()
                                .map(HotfixComparisonView::json)
                                .toList())
                .put("waiting", comparison.waiting())
                .put("warmed", HotfixOutcomeView.json(comparison.warmed()))
                .put("stepped_back", comparison.steppedBack());
    }

    private static Json json(Comparison.Side side) {
        return new Json()
                .put("type", side.type())
                .put("version", side.version())
                .put("tried", side.tried())
                .put("actors", side.actors())
                .put("messages", side.messages())
                .put("errors", side.errors())
                .put("slow", side.slow())
                .put("cut_off", side.cutOff())
                .put("parked", side.parked())
                .put("p50_us", side.p50Micros())
                .put("p99_us", side.p99Micros())
                .put("bytes_each", side.bytesEach())
                .put("joined", side.joined())
                .put("ended", side.ended());
    }
}
