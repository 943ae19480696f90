package et.console.internal;

import et.actor.Quarantine;
import et.actor.Quarantine.Cut;
import et.persistence.AuditStore;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:quarantine [list | lift type [handler]]}: handlers that were cut off. */
@Service
@Command(
        scope = "et",
        name = "quarantine",
        description = "Lists handlers that were cut off for failing or holding a lane, or lets them serve again")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class QuarantineCommand extends EtCommand {

    private static final String USAGE = "expected: et:quarantine list, or et:quarantine lift <type> [<handler>]";

    @Argument(
            name = "words",
            multiValued = true,
            description = "list; or lift, an actor type, and the handler as it is listed (all of the type without it)")
    @Completion(QuarantineCompleter.class)
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        Quarantine quarantine = services.need(Quarantine.class, "et.actor");
        String action = words.isEmpty() ? "list" : words.get(0);
        if (action.equals("list") && words.size() <= 1) {
            list(quarantine.all(), out);
        } else if (action.equals("lift") && words.size() >= 2) {
            // A handler's name has a space in it: the shell makes two words of it unless it is quoted.
            String handler = String.join(" ", words.subList(2, words.size()));
            lift(services, quarantine, words.get(1), handler, out);
        } else {
            throw new ConsoleException(USAGE);
        }
    }

    private void list(List<Cut> cuts, PrintStream out) {
        List<Cut> sorted = cuts.stream()
                .sorted(Comparator.comparing(Cut::type).thenComparing(Cut::handler))
                .toList();
        if (json) {
            out.println(Json.text(sorted.stream()
                    .map(c -> new Json()
                            .put("type", c.type())
                            .put("bundle", c.bundle())
                            .put("version", c.version())
                            .put("handler", c.handler())
                            .put("reason", c.reason()))
                    .toList()));
            return;
        }
        if (sorted.isEmpty()) {
            out.println("No handler is cut off");
            return;
        }
        var table = new Table("Type", "Handler", "Code", "Reason");
        sorted.forEach(c -> table.row(c.type(), c.handler(), c.bundle() + "/" + c.version(), c.reason()));
        table.print(out, "");
        Cut first = sorted.get(0);
        out.println("Next: et:hotfix apply a repaired version, or et:quarantine lift " + first.type() + " "
                + first.handler());
    }

    private void lift(Services services, Quarantine quarantine, String type, String handler, PrintStream out) {
        AuditStore audit = services.need(AuditStore.class, "et.persistence.hibernate");
        audit.append(new AuditStore.Entry(
                Instant.now(), user(), "quarantine.lift", type, handler.isEmpty() ? "all handlers" : handler));
        int lifted = quarantine.lift(type, handler);
        if (lifted == 0) {
            String what =
                    handler.isEmpty() ? "no handler of type " + type + " is" : handler + " of type " + type + " is not";
            throw new ConsoleException(what + " cut off; et:quarantine list shows what is");
        }
        out.println(
                json
                        ? new Json().put("type", type).put("lifted", lifted).toString()
                        : Words.count(lifted, "handler") + " of " + type
                                + (lifted == 1 ? " serves again" : " serve again"));
    }
}
