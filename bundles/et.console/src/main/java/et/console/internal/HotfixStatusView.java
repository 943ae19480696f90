package et.console.internal;

import et.actor.Policy;
import et.hotfix.Status;
import et.hotfix.Status.Counted;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows where hotfixes stand, and those of before. */
final class HotfixStatusView {

    private HotfixStatusView() {}

    static void print(Status status, boolean json, PrintStream out) {
        if (json) {
            out.println(new Json()
                    .put("doing", status.doing())
                    .put(
                            "bundles",
                            status.bundles().stream()
                                    .map(HotfixStatusView::json)
                                    .toList())
                    .put("counted", counted(status))
                    .put("warmed", warmed(status))
                    .put(
                            "unloads",
                            status.unloads().stream()
                                    .map(HotfixOutcomeView::json)
                                    .toList()));
            return;
        }
        out.println(status.doing().isEmpty() ? "Nothing is under way" : "Under way: " + status.doing());
        table(status.bundles(), out);
        status.unloads().stream().filter(u -> !u.collected()).forEach(u -> out.println(HotfixOutcomeView.text(u)));
        for (Hotfix hotfix : status.bundles()) {
            String reason = status.steppedBack().get(hotfix.bundle());
            if (reason != null) {
                out.println("Stepped back: " + hotfix.bundle() + " " + hotfix.to() + ": " + reason);
            }
            status.warmed()
                    .getOrDefault(hotfix.bundle(), Map.of())
                    .forEach((container, warmed) -> out.println("Warm-up of " + hotfix.bundle() + " " + hotfix.to()
                            + ", " + container + ": " + HotfixOutcomeView.text(warmed)));
            if (policy(hotfix)) {
                counted(hotfix, status.counted().getOrDefault(hotfix.bundle(), List.of()), out);
            } else if (hotfix.phase() == Phase.CANARY) {
                out.println("Next: et:hotfix watch " + hotfix.bundle() + ", widen, switch, or et:hotfix rollback "
                        + hotfix.bundle());
            }
            if (hotfix.phase() == Phase.SWITCHED) {
                out.println(
                        "Next: et:hotfix confirm " + hotfix.bundle() + ", or et:hotfix rollback " + hotfix.bundle());
            }
        }
        if (status.bundles().isEmpty()) {
            out.println("No hotfix so far. Next: et:hotfix plan <file>");
        }
    }

    static void print(List<Hotfix> history, boolean json, PrintStream out) {
        if (json) {
            out.println(Json.text(history.stream().map(HotfixStatusView::json).toList()));
        } else if (history.isEmpty()) {
            out.println("No hotfix so far. Next: et:hotfix plan <file>");
        } else {
            table(history, out);
        }
    }

    private static void table(List<Hotfix> hotfixes, PrintStream out) {
        if (hotfixes.isEmpty()) {
            return;
        }
        var table = new Table("No", "Bundle", "From", "To", "Phase", "By", "Applied", "Last change");
        hotfixes.forEach(h -> table.row(
                h.number(),
                h.bundle(),
                h.from().isEmpty() ? "-" : h.from(),
                h.to(),
                policy(h)
                        ? "both serve, " + h.canary()
                        : phase(h.phase()) + (h.phase() == Phase.CANARY ? " " + h.canary() : ""),
                h.who(),
                Words.time(h.started()),
                Words.time(h.changed())));
        table.print(out, "");
    }

    /** Whether a policy lets both versions serve. */
    private static boolean policy(Hotfix hotfix) {
        return hotfix.phase() == Phase.CANARY && Policy.named(hotfix.canary()).isPresent();
    }

    private static void counted(Hotfix hotfix, List<Counted> counted, PrintStream out) {
        String bundle = hotfix.bundle();
        out.println(bundle + " " + hotfix.from() + " and " + hotfix.to() + " serve, by the policy " + hotfix.canary()
                + ": " + Words.policy(hotfix.canary()) + ". Live actors, in all containers:");
        var table = new Table("Type", "Version", "Actors", "Such as");
        counted.forEach(one -> table.row(
                one.type(),
                one.version(),
                one.actors(),
                one.version().equals(hotfix.from()) ? String.join(", ", one.some()) : ""));
        table.print(out, "  ");
        out.println("Next: et:hotfix confirm " + bundle + " when none is left on " + hotfix.from()
                + ", et:hotfix switch " + bundle + " to let all go over now, or et:hotfix rollback " + bundle);
    }

    private static Json counted(Status status) {
        var json = new Json();
        status.counted()
                .forEach((bundle, counted) -> json.put(
                        bundle,
                        counted.stream()
                                .map(one -> new Json()
                                        .put("type", one.type())
                                        .put("version", one.version())
                                        .put("actors", one.actors())
                                        .put("some", one.some()))
                                .toList()));
        return json;
    }

    private static Json warmed(Status status) {
        var json = new Json();
        status.warmed().forEach((bundle, warmed) -> json.put(bundle, HotfixOutcomeView.json(warmed)));
        return json;
    }

    static String phase(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Json json(Hotfix h) {
        return new Json()
                .put("number", h.number())
                .put("bundle", h.bundle())
                .put("from", h.from())
                .put("to", h.to())
                .put("digest", h.digest())
                .put("phase", h.phase())
                .put("canary", h.canary())
                .put("who", h.who())
                .put("started", h.started())
                .put("changed", h.changed())
                .put("receipt", h.receipt().isEmpty() ? null : new Json.Raw(h.receipt()));
    }
}
