package et.console.internal;

import et.hotfix.Finding;
import et.hotfix.Plan;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows what was found in the code of a bundle: where, as a table, and then once for each kind what it means. */
final class HotfixFindingView {

    private HotfixFindingView() {}

    static void print(Plan.Reading reading, PrintStream out) {
        if (reading.classes() == 0) {
            return;
        }
        if (reading.found() == 0) {
            out.println("Code      " + Words.count(reading.classes(), "class")
                    + " read: nothing that holds old code or blocks a lane");
            return;
        }
        List<Finding> findings = reading.findings();
        String first = findings.size() < reading.found() ? ", the first " + findings.size() : "";
        out.println("Code      " + Words.count(reading.classes(), "class") + " read, "
                + Words.count(reading.found(), "finding") + first);
        var table = new Table("It", "By", "In", "At");
        Map<String, String> meanings = new LinkedHashMap<>();
        for (Finding finding : findings) {
            table.row(word(finding.grade()), finding.kind(), finding.type() + "." + finding.member(), at(finding));
            meanings.putIfAbsent(finding.kind() + ": " + finding.why(), finding.instead());
        }
        table.print(out, "  ");
        meanings.forEach((why, instead) -> out.println("Mind      " + why + ". Instead: " + instead));
    }

    static Json json(Plan.Reading reading) {
        return new Json()
                .put("classes", reading.classes())
                .put("found", reading.found())
                .put(
                        "findings",
                        reading.findings().stream().map(HotfixFindingView::json).toList());
    }

    private static Json json(Finding finding) {
        return new Json()
                .put("grade", finding.grade())
                .put("kind", finding.kind())
                .put("class", finding.type())
                .put("member", finding.member())
                .put("file", finding.file())
                .put("line", finding.line())
                .put("jar", finding.jar())
                .put("why", finding.why())
                .put("instead", finding.instead());
    }

    private static String at(Finding finding) {
        String line = finding.line() == 0 ? "" : ":" + finding.line();
        return finding.file() + line + (finding.jar().isEmpty() ? "" : " in " + finding.jar());
    }

    private static String word(Finding.Grade grade) {
        return switch (grade) {
            case HOLDS -> "holds old code";
            case LOSES -> "loses state";
            case LINGERS -> "lets go later";
            case STALLS -> "blocks a lane";
        };
    }
}
