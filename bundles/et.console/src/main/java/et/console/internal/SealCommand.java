package et.console.internal;

import et.persistence.Seals;
import et.persistence.Seals.Report;
import et.persistence.Seals.Sealed;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:seal}: what stored actors are encrypted with, and how far a change of keys is. */
@Service
@Command(scope = "et", name = "seal", description = "Shows what stored actors are encrypted with")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class SealCommand extends EtCommand {

    @Argument(multiValued = true, description = "Nothing but options")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) {
        Seals seals = services.need(Seals.class, "et.persistence.hibernate");
        Report report = seals.report();
        if (json) {
            out.println(new Json()
                    .put(
                            "keys",
                            report.keys().stream()
                                    .map(k -> new Json()
                                            .put("key", k.key())
                                            .put("actors", k.rows())
                                            .put("standing", k.standing().name().toLowerCase(Locale.ROOT)))
                                    .toList())
                    .put("working", report.working())
                    .put("resealed", report.resealed())
                    .put("damaged", seals.damaged()));
            return;
        }
        var table = new Table("Key", "Actors", "");
        report.keys().forEach(k -> table.row(k.key() == 0 ? "none" : k.key(), k.rows(), said(k)));
        table.print(out, "");
        if (report.resealed() > 0 || report.working()) {
            out.println(Words.count(report.resealed(), "actor") + " sealed anew by this container since its start"
                    + (report.working() ? ", and it goes on" : ""));
        }
        if (seals.damaged() > 0) {
            out.println(Words.count(seals.damaged(), "actor") + " found altered and out of service: et:audit list"
                    + " actor.damaged");
        }
        if (report.keys().stream().noneMatch(k -> k.key() > 0)) {
            out.println("Off. etc/et.persistence.seal.cfg says how to begin");
        }
    }

    private static String said(Sealed sealed) {
        boolean some = sealed.rows() > 0;
        return switch (sealed.standing()) {
            case CURRENT -> sealed.key() == 0 ? "what is written is not encrypted" : "what is written has it";
            case OLD -> {
                if (some) {
                    yield "still to be sealed with the current key";
                }
                yield sealed.key() == 0
                        ? "none left: say plain = refuse in etc/et.persistence.seal.cfg"
                        : "nobody needs it: it may leave the key ring";
            }
            case NEXT -> "not current here yet";
            case MISSING -> "not in the key ring: out of service";
            case REFUSED -> some ? "refused: out of service" : "refused, and there is none";
        };
    }
}
