package et.console.internal;

import et.session.Sessions;
import et.session.Sessions.Line;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:sessions}: who is here. */
@Service
@Command(scope = "et", name = "sessions", description = "Lists the players' sessions of this gateway")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class SessionsCommand extends EtCommand {

    @Option(name = "--limit", description = "At most so many lines")
    int limit = 50;

    @Argument(multiValued = true, description = "Nothing but options")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        if (limit < 1) {
            throw new ConsoleException("--limit: " + limit + " (expected: 1 or more)");
        }
        List<Line> all =
                Services.await(services.need(Sessions.class, "et.gateway").list(), "the gateway");
        List<Line> lines = all.stream()
                .sorted(Comparator.comparing(Line::since))
                .limit(limit)
                .toList();
        if (json) {
            out.println(Json.text(lines.stream().map(SessionsCommand::json).toList()));
            return;
        }
        if (all.isEmpty()) {
            out.println("No sessions. et:status shows where this container listens");
            return;
        }
        var table = new Table("Session", "Player", "Client", "Since", "Requests", "Held", "Pushes");
        for (Line l : lines) {
            table.row(
                    Long.toUnsignedString(l.session(), 16),
                    l.player(),
                    l.connected() ? l.transport() + " " + l.address().getHostAddress() : "away",
                    Words.duration(Duration.between(l.since(), Instant.now())),
                    l.requests(),
                    l.held(),
                    l.pushes());
        }
        table.print(out, "");
        long away = all.stream().filter(l -> !l.connected()).count();
        out.println(lines.size() + " of " + Words.count(all.size(), "session") + ", " + away + " away"
                + (lines.size() < all.size() ? "; all with --limit=" + all.size() : "") + ". Next: et:kick "
                + lines.get(0).player());
    }

    private static Json json(Line l) {
        return new Json()
                .put("session", Long.toUnsignedString(l.session(), 16))
                .put("player", l.player())
                .put("connected", l.connected())
                .put("transport", l.transport())
                .put("address", l.address().getHostAddress())
                .put("since", l.since())
                .put("requests", l.requests())
                .put("held", l.held())
                .put("oldest", l.oldest())
                .put("pushes", l.pushes());
    }
}
