package et.console.internal;

import et.hotfix.Impact;
import java.io.PrintStream;

/** Shows whom a version has touched. */
final class HotfixImpactView {

    private HotfixImpactView() {}

    static void print(Impact impact, boolean json, PrintStream out) {
        if (json) {
            out.println(json(impact));
            return;
        }
        out.println(impact.bundle() + " " + impact.version() + " has changed " + Words.count(impact.actors(), "actor"));
        var table = new Table("Actor", "Player", "First", "Last", "Commits", "Sent", "State now");
        for (Impact.Touched touched : impact.touched()) {
            table.row(
                    touched.type() + "/" + touched.id(),
                    touched.player(),
                    Words.time(touched.first()),
                    Words.time(touched.last()),
                    touched.commits(),
                    touched.sent(),
                    now(touched));
        }
        if (!table.isEmpty()) {
            table.print(out, "  ");
        }
        if (impact.more()) {
            Impact.Touched last = impact.touched().get(impact.touched().size() - 1);
            out.println("More: et:hotfix impact " + impact.bundle() + " " + impact.version() + " --after " + last.type()
                    + "/" + last.id());
        }
    }

    private static String now(Impact.Touched touched) {
        return switch (touched.now()) {
            case AS_LEFT -> "as it left it";
            case AS_BEFORE -> "as before";
            case CHANGED_SINCE -> touched.by().isEmpty() ? "changed since" : "changed since by " + touched.by();
            case GONE -> "deleted";
        };
    }

    private static Json json(Impact impact) {
        return new Json()
                .put("bundle", impact.bundle())
                .put("version", impact.version())
                .put("actors", impact.actors())
                .put("more", impact.more())
                .put(
                        "touched",
                        impact.touched().stream().map(HotfixImpactView::json).toList());
    }

    private static Json json(Impact.Touched touched) {
        return new Json()
                .put("type", touched.type())
                .put("id", touched.id())
                .put("player", touched.player())
                .put("first", touched.first())
                .put("last", touched.last())
                .put("commits", touched.commits())
                .put("sent", touched.sent())
                .put("now", touched.now())
                .put("by", touched.by());
    }
}
