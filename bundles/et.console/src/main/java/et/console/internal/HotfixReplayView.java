package et.console.internal;

import et.actor.Replayed;
import et.actor.Replayed.Difference;
import et.hotfix.Plan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Shows what new code did with messages that were recorded. */
final class HotfixReplayView {

    private HotfixReplayView() {}

    /** All that is known of it. */
    static void print(Plan plan, boolean json, PrintStream out) {
        if (json) {
            out.println(new Json()
                    .put("bundle", plan.bundle())
                    .put("from", plan.from())
                    .put("to", plan.to())
                    .put("verdict", plan.verdict())
                    .put("reasons", plan.reasons())
                    .put("replay", json(plan.replayed())));
            return;
        }
        out.println(plan.bundle() + " " + Words.versions(plan.from(), plan.to()));
        plan.reasons().forEach(reason -> out.println("Because   " + reason));
        Replayed replayed = plan.replayed();
        summary(replayed, out);
        if (replayed.messages() == 0 && plan.reasons().isEmpty()) {
            out.println("Nothing was recorded of the version that runs: recorder.megabytes in etc/et.actor.cfg is 0,"
                    + " or nobody plays");
        }
        for (Difference difference : replayed.differences()) {
            out.println((difference.failing() ? "  fails   " : "  differs ") + difference.actor() + ", "
                    + difference.handler());
            out.println("            " + difference.what());
        }
        int more = replayed.failing()
                + replayed.differing()
                - replayed.differences().size();
        if (more > 0) {
            out.println("  and " + Words.number(more) + " more");
        }
        out.println("Nothing was changed.");
    }

    /** One line; none when nothing was recorded. */
    static void summary(Replayed replayed, PrintStream out) {
        if (replayed.messages() == 0) {
            return;
        }
        List<String> words = new ArrayList<>();
        words.add(Words.number(replayed.same()) + " the same");
        add(words, replayed.failing(), " newly failing");
        add(words, replayed.differing(), " different");
        add(words, replayed.unsteady(), " different each time");
        add(words, replayed.left(), " not reached");
        out.println("Replay    " + Words.count(replayed.messages(), "recorded message") + " of "
                + Words.count(replayed.actors(), "actor") + ": " + String.join(", ", words));
    }

    private static void add(List<String> words, int number, String what) {
        if (number > 0) {
            words.add(Words.number(number) + what);
        }
    }

    static Json json(Replayed replayed) {
        return new Json()
                .put("messages", replayed.messages())
                .put("actors", replayed.actors())
                .put("same", replayed.same())
                .put("failing", replayed.failing())
                .put("differing", replayed.differing())
                .put("unsteady", replayed.unsteady())
                .put("left", replayed.left())
                .put(
                        "differences",
                        replayed.differences().stream()
                                .map(one -> new Json()
                                        .put("actor", one.actor())
                                        .put("handler", one.handler())
                                        .put("failing", one.failing())
                                        .put("what", one.what()))
                                .toList());
    }
}
