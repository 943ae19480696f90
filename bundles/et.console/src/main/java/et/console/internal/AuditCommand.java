package et.console.internal;

import et.persistence.AuditTrail;
import et.persistence.AuditTrail.Verdict;
import et.persistence.AuditTrail.Written;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** {@code et:audit [list [act] | verify [number:link]]}: who did what, and whether that is still what was written. */
@Service
@Command(scope = "et", name = "audit", description = "Shows who did what, or verifies that nobody changed that since")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class AuditCommand extends EtCommand {

    private static final String USAGE =
            "expected: et:audit list [<act>], such as hotfix, or et:audit verify [<number>:<link>]";

    private static final Pattern WITNESS = Pattern.compile("[0-9]{1,18}:[0-9a-f]{64}");

    @Option(name = "--limit", description = "With list: at most so many lines")
    int limit = 20;

    @Argument(
            name = "words",
            multiValued = true,
            description = "list, and how the acts begin that are meant; or verify, and what a log says of an entry")
    @Completion(
            value = StringsCompleter.class,
            values = {"list", "verify"})
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        AuditTrail trail = services.need(AuditTrail.class, "et.persistence.hibernate");
        String action = words.isEmpty() ? "list" : words.get(0);
        if (words.size() > 2) {
            throw new ConsoleException(USAGE);
        }
        String rest = words.size() == 2 ? words.get(1) : "";
        switch (action) {
            case "list" -> list(trail.latest(rest, limited(limit)), out);
            case "verify" -> verify(trail, rest, out);
            default -> throw new ConsoleException(USAGE);
        }
    }

    static Json json(Written w) {
        return new Json()
                .put("number", w.number())
                .put("at", w.entry().at())
                .put("who", w.entry().who())
                .put("what", w.entry().what())
                .put("subject", w.entry().subject())
                .put("detail", w.entry().detail())
                .put("link", w.link());
    }

    private void list(List<Written> entries, PrintStream out) {
        if (json) {
            out.println(Json.text(entries.stream().map(AuditCommand::json).toList()));
            return;
        }
        if (entries.isEmpty()) {
            out.println("The audit has nothing of this");
            return;
        }
        var table = new Table("Number", "When", "Who", "What", "Subject", "Detail");
        entries.forEach(w -> table.row(
                w.number(),
                Words.time(w.entry().at()),
                w.entry().who(),
                w.entry().what(),
                w.entry().subject(),
                w.entry().detail()));
        table.print(out, "");
    }

    private void verify(AuditTrail trail, String witness, PrintStream out) {
        if (!witness.isEmpty() && !WITNESS.matcher(witness).matches()) {
            throw new ConsoleException(witness + " (" + USAGE + ")");
        }
        Verdict verdict = trail.verify();
        String fault = verdict.fault().isEmpty() ? against(trail, witness) : verdict.fault();
        if (!fault.isEmpty()) {
            throw new ConsoleException("the audit is not what was written: " + fault
                    + ". The containers' logs have each entry and its link (grep Audit)");
        }
        if (json) {
            out.println(new Json()
                    .put("first", verdict.first())
                    .put("last", verdict.last())
                    .put("head", verdict.last() + ":" + verdict.head()));
            return;
        }
        long entries = verdict.last() - verdict.first() + 1;
        out.println(Words.count(entries, "record") + " as written"
                + (verdict.first() > 1 ? "; those before " + verdict.first() + " have no links" : ""));
        out.println("Head " + verdict.last() + ":" + verdict.head());
        out.println(
                "Keep it where nobody here can write: et:audit verify with it tells whether this much is still there");
    }

    /** What differs from what somebody has kept. */
    private static String against(AuditTrail trail, String witness) {
        if (witness.isEmpty()) {
            return "";
        }
        int colon = witness.indexOf(':');
        long number = Long.parseLong(witness.substring(0, colon));
        String link = witness.substring(colon + 1);
        return trail.entry(number)
                .map(w -> w.link().equals(link) ? "" : "entry " + number + " has the link " + w.link())
                .orElse("entry " + number + " is missing");
    }
}
