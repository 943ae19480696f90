package et.console.internal;

import et.actor.Actors;
import et.actor.Actors.Detail;
import et.actor.Actors.Line;
import et.persistence.ActorRow;
import et.persistence.ActorStore;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:actor type/id}: all about one actor. */
@Service
@Command(
        scope = "et",
        name = "actor",
        description = "Shows one actor: its state, code, timers, sessions and what it waits for")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class ActorCommand extends EtCommand {

    @Argument(name = "type/id", multiValued = true, description = "The actor, as player/42")
    @Completion(ActorCompleter.class)
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        String name = words.size() == 1 ? words.get(0) : "";
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1) {
            throw new ConsoleException("expected: et:actor type/id, as et:actor player/42");
        }
        String type = name.substring(0, slash);
        String id = name.substring(slash + 1);
        Optional<Detail> live =
                Services.await(services.need(Actors.class, "et.actor").inspect(type, id), "the lanes");
        if (live.isPresent()) {
            print(live.get(), out);
            return;
        }
        ActorRow row =
                services.need(ActorStore.class, "et.persistence.hibernate").load(type, id);
        if (row == null) {
            throw new ConsoleException("there is no actor " + name + ": it is neither live nor stored. et:actors "
                    + type + " lists the live ones");
        }
        print(row, out);
    }

    static Json line(Line l) {
        return new Json()
                .put("type", l.type())
                .put("id", l.id())
                .put("lane", l.lane())
                .put("phase", l.phase())
                .put("bundle", l.bundle())
                .put("version", l.version())
                .put("revision", l.revision())
                .put("waiting", l.waiting());
    }

    private void print(Detail d, PrintStream out) {
        Line l = d.line();
        if (json) {
            out.println(line(l).put("live", true)
                    .put("schema", d.schema())
                    .put("state", d.state())
                    .put("bytes", d.bytes())
                    .put(
                            "timers",
                            d.timers().stream()
                                    .map(t -> new Json()
                                            .put("name", t.name())
                                            .put("due", t.due())
                                            .put("period_ms", t.periodMillis()))
                                    .toList())
                    .put("sessions", d.sessions())
                    .put("remembered", d.remembered())
                    .put("outbox", d.outbox())
                    .put("waits_for", d.waiting()));
            return;
        }
        out.println(l.type() + "/" + l.id() + " is " + l.phase() + " on lane " + l.lane());
        out.println("Code      " + l.bundle() + "/" + l.version() + ", schema " + d.schema());
        out.println("Stored    revision " + l.revision() + ", " + Words.bytes(d.bytes()));
        out.println("Sessions  " + (d.sessions().isEmpty() ? "none" : String.join(", ", d.sessions())));
        out.println("Delivery  " + Words.count(d.remembered(), "answer") + " remembered, "
                + Words.count(d.outbox(), "message") + " on the way");
        out.println("Waiting   " + (d.waiting().isEmpty() ? "for nothing" : String.join("; ", d.waiting())));
        if (!d.timers().isEmpty()) {
            var table = new Table("Timer", "Due in", "Period");
            d.timers()
                    .forEach(t -> table.row(
                            t.name(),
                            Words.duration(Duration.between(Instant.now(), t.due())),
                            t.periodMillis() == 0 ? "once" : t.periodMillis() + " ms"));
            table.print(out, "");
        }
        out.println("State");
        d.state().lines().forEach(s -> out.println("  " + s.replaceAll("\\p{Cntrl}", "?")));
    }

    private void print(ActorRow row, PrintStream out) {
        if (json) {
            out.println(new Json()
                    .put("type", row.type())
                    .put("id", row.id())
                    .put("live", false)
                    .put("code", row.code())
                    .put("revision", row.revision())
                    .put("schema", row.schema())
                    .put("epoch", row.epoch())
                    .put("bytes", row.state().length)
                    .put("wake_at", row.wakeAt() == ActorRow.NEVER ? null : Instant.ofEpochMilli(row.wakeAt())));
            return;
        }
        out.println(row.type() + "/" + row.id() + " is stored and not live: its next message loads it");
        out.println("Code      written by " + row.code() + ", schema " + row.schema());
        out.println("Stored    revision " + row.revision() + ", epoch " + row.epoch() + ", "
                + Words.bytes(row.state().length));
        if (row.wakeAt() != ActorRow.NEVER) {
            out.println("Wakes     " + Words.time(Instant.ofEpochMilli(row.wakeAt())));
        }
    }
}
