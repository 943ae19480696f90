package et.console.internal;

import et.persistence.AuditTrail.Written;
import et.persistence.HotfixStore.Hotfix;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Shows one hotfix from its beginning to its end, as the audit has it. */
final class HotfixStoryView {

    /** So far back it is looked for. */
    static final int RECORDS = 1000;

    /** A hotfix has some five entries, and some three more of each container. */
    static final int ENTRIES = 20_000;

    private HotfixStoryView() {}

    /** @param newest entries of hotfixes, the newest first */
    static void print(Hotfix hotfix, List<Written> newest, boolean json, PrintStream out) {
        String mark = "hotfix " + hotfix.number() + ": ";
        List<Written> story = new ArrayList<>(newest.stream()
                .filter(written -> written.entry().detail().startsWith(mark))
                .toList());
        Collections.reverse(story);
        if (json) {
            out.println(new Json()
                    .put("hotfix", HotfixStatusView.json(hotfix))
                    .put("audit", story.stream().map(AuditCommand::json).toList()));
            return;
        }
        HotfixStatusView.print(List.of(hotfix), false, out);
        var table = new Table("Number", "When", "Who", "What", "Detail");
        story.forEach(w -> table.row(
                w.number(),
                Words.time(w.entry().at()),
                w.entry().who(),
                w.entry().what(),
                w.entry().detail().substring(mark.length())));
        table.print(out, "  ");
        if (story.stream().noneMatch(w -> w.entry().what().equals("hotfix.begun"))) {
            out.println("Its beginning is not among the newest " + Words.number(ENTRIES) + " entries of hotfixes");
        }
    }
}
