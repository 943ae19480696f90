package et.console.internal;

import et.actor.Actors;
import et.actor.Actors.LaneLine;
import et.actor.Logics;
import et.cluster.Cluster;
import et.cluster.Placement;
import et.cluster.Self;
import et.net.Listening;
import et.persistence.ActorStore;
import et.persistence.Committer;
import et.persistence.Seals;
import et.session.Sessions;
import et.signature.Signatures;
import et.signature.Trust;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:status}: this container on one page. */
@Service
@Command(scope = "et", name = "status", description = "Shows what this container does")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class StatusCommand extends EtCommand {

    @Argument(multiValued = true, description = "Nothing but options")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        Picture picture = Picture.take(services);
        if (json) {
            out.println(picture.json());
        } else {
            picture.print(out);
        }
    }

    /** What is known; a part that is not there is empty. */
    private record Picture(
            String container,
            Duration uptime,
            long heapUsed,
            Optional<List<Listening.Listener>> listeners,
            Optional<List<LaneLine>> lanes,
            Optional<Long> revision,
            Optional<Sessions.Counters> requests,
            Optional<List<Sessions.Line>> sessions,
            Optional<Committer.Stats> committer,
            Optional<Map<String, Long>> stored,
            int damaged,
            String tiers,
            Optional<String> lacking,
            Optional<Trust> trust,
            String trouble) {

        static Picture take(Services services) throws InterruptedException {
            var trouble = new StringBuilder();
            Optional<Actors> actors = services.find(Actors.class);
            Optional<Sessions> sessions = services.find(Sessions.class);
            Optional<Map<String, Long>> stored = stored(services, trouble);
            return new Picture(
                    services.find(Placement.class)
                            .map(Placement::container)
                            .orElse(System.getProperty("karaf.name", "?")),
                    Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
                    services.find(Listening.class).map(Listening::listeners),
                    actors.isEmpty()
                            ? Optional.empty()
                            : Optional.of(Services.await(actors.get().lanes(), "the lanes")),
                    services.find(Logics.class).map(Logics::revision),
                    sessions.isEmpty()
                            ? Optional.empty()
                            : Optional.of(Services.await(sessions.get().counters(), "the gateway")),
                    sessions.isEmpty()
                            ? Optional.empty()
                            : Optional.of(Services.await(sessions.get().list(), "the gateway")),
                    services.find(Committer.class).map(Committer::stats),
                    stored,
                    services.find(Seals.class).map(Seals::damaged).orElse(0),
                    tiers(services),
                    lacking(services, state(stored, trouble)),
                    services.find(Signatures.class).map(Signatures::trust),
                    trouble.toString());
        }

        /** Asks the store for an actor that nobody has, which shows whether it answers: how many there are, a replica may say. */
        private static Optional<Map<String, Long>> stored(Services services, StringBuilder trouble) {
            try {
                return services.find(ActorStore.class).map(rows -> {
                    rows.load("et", "et");
                    return rows.counts();
                });
            } catch (RuntimeException e) {
                trouble.append(e.getMessage());
                return Optional.empty();
            }
        }

        private static String state(Optional<Map<String, Long>> stored, CharSequence trouble) {
            return stored.isPresent() ? Serving.UP : trouble.isEmpty() ? "absent" : "down";
        }

        private static String tiers(Services services) {
            return services.find(Self.class).stream()
                    .flatMap(self -> self.tiers().stream().sorted())
                    .map(tier -> tier.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }

        /** What keeps players from playing; nothing when they can. */
        private static Optional<String> lacking(Services services, String store) {
            Optional<Self> self = services.find(Self.class);
            Optional<Cluster> cluster = services.find(Cluster.class);
            if (self.isEmpty() || cluster.isEmpty()) {
                return Optional.of("et.cluster is not running here");
            }
            boolean listens = services.find(Listening.class)
                    .map(listening -> !listening.listeners().isEmpty())
                    .orElse(false);
            return Serving.of(self.get(), cluster.get(), services.has(Serving.STARTED), listens, store)
                    .lacking();
        }

        Json json() {
            return new Json()
                    .put("container", container)
                    .put("tiers", tiers)
                    .put("serving", lacking.isEmpty())
                    .put(
                            "profile",
                            trust.map(t -> t.profile().name().toLowerCase(Locale.ROOT))
                                    .orElse(null))
                    .put("uptime_s", uptime.toSeconds())
                    .put("heap_bytes", heapUsed)
                    .put("revision", revision.orElse(null))
                    .put(
                            "listeners",
                            listeners
                                    .map(l -> l.stream().map(Picture::listener).toList())
                                    .orElse(null))
                    .put(
                            "lanes",
                            lanes.map(l -> l.stream().map(Picture::lane).toList())
                                    .orElse(null))
                    .put("actors", lanes.map(Picture::live).orElse(null))
                    .put("sessions", sessions.map(List::size).orElse(null))
                    .put("connected", sessions.map(Picture::connected).orElse(null))
                    .put("requests", requests.map(Picture::requests).orElse(null))
                    .put("committer", committer.map(Picture::committer).orElse(null))
                    .put("store", state(stored, trouble))
                    .put("stored", stored.orElse(null))
                    .put("damaged", damaged);
        }

        private static Json listener(Listening.Listener l) {
            return new Json()
                    .put("transport", l.transport())
                    .put("address", l.address().getHostString())
                    .put("port", l.address().getPort())
                    .put("connections", l.connections())
                    .put("accepted", l.accepted())
                    .put("refused", l.refused())
                    .put("malformed", l.malformed());
        }

        private static Json lane(LaneLine l) {
            return new Json()
                    .put("lane", l.lane())
                    .put("actors", l.actors())
                    .put("handled", l.handled())
                    .put("busy", l.busy())
                    .put("loading", l.loading())
                    .put("committing", l.committing());
        }

        private static Json requests(Sessions.Counters c) {
            return new Json()
                    .put("accepted", c.accepted())
                    .put("answered", c.answered())
                    .put("held", c.held())
                    .put("abandoned", c.abandoned())
                    .put("unexpected", c.unexpected())
                    .put("reordered", c.reordered())
                    .put("disconnected", c.disconnected());
        }

        private static Json committer(Committer.Stats c) {
            return new Json()
                    .put("waiting", c.waiting())
                    .put("capacity", c.capacity())
                    .put("rows", c.rows())
                    .put("coalesced", c.coalesced())
                    .put("transactions", c.transactions())
                    .put("failures", c.failures())
                    .put("last_us", c.lastMicros());
        }

        private static long live(List<LaneLine> lanes) {
            return lanes.stream().mapToLong(LaneLine::actors).sum();
        }

        private static long connected(List<Sessions.Line> sessions) {
            return sessions.stream().filter(Sessions.Line::connected).count();
        }

        void print(PrintStream out) {
            out.println(
                    "Container  " + container + ", up " + Words.duration(uptime) + ", heap " + Words.bytes(heapUsed));
            out.println("Tiers      " + tiers);
            out.println("Serving    " + lacking.map(why -> "no: " + why).orElse("yes"));
            out.println("Revision   " + revision.map(Object::toString).orElse("- (et.actor is not running here)"));
            out.println("Sessions   "
                    + sessions.map(s -> s.size() + ", " + connected(s) + " connected")
                            .orElse("- (et.gateway is not running here)"));
            requests.ifPresent(r -> out.println("Requests   " + Words.number(r.accepted()) + " taken, "
                    + Words.number(r.answered()) + " answered, " + Words.number(r.held()) + " held"));
            out.println("Actors     "
                    + lanes.map(l -> Words.number(live(l)) + " live").orElse("-")
                    + stored.map(s -> ", "
                                    + Words.number(s.values().stream()
                                            .mapToLong(Long::longValue)
                                            .sum()) + " stored")
                            .orElse(""));
            out.println("Store      " + state(stored, trouble) + (trouble.isEmpty() ? "" : ": " + trouble)
                    + (damaged == 0
                            ? ""
                            : "; " + Words.count(damaged, "actor") + " altered and out of service: et:seal"));
            committer.ifPresent(c -> out.println("Committer  " + c.waiting() + " of " + Words.count(c.capacity(), "row")
                    + " waiting, " + Words.number(c.rows()) + " written in "
                    + Words.count(c.transactions(), "transaction")
                    + ", " + Words.number(c.failures()) + " failed, the last took " + Words.number(c.lastMicros())
                    + " us"));
            trust.ifPresent(t -> out.println("Code       " + said(t)));
            tables(out);
            out.println("Next: et:logic (which code serves), et:actors, et:sessions, et:hotfix status");
        }

        /** Whose code may run here. */
        private static String said(Trust trust) {
            if (!trust.trouble().isEmpty()) {
                return "only the distribution's: " + trust.trouble();
            }
            return trust.profile() == Trust.Profile.DEVELOPMENT
                    ? "unsigned logic is allowed: development profile (etc/signers.properties)"
                    : "signed only: production profile, "
                            + Words.count(trust.signers().size(), "signer") + "; et:signers shows them";
        }

        private void tables(PrintStream out) {
            listeners.filter(l -> !l.isEmpty()).ifPresent(l -> {
                var table = new Table("Transport", "Address", "Connections", "Accepted", "Refused", "Malformed");
                l.forEach(i -> table.row(
                        i.transport(),
                        i.address().getHostString() + ":" + i.address().getPort(),
                        i.connections(),
                        i.accepted(),
                        i.refused(),
                        i.malformed()));
                out.println();
                table.print(out, "  ");
            });
            lanes.filter(l -> !l.isEmpty()).ifPresent(l -> {
                var table = new Table("Lane", "Actors", "Handled", "Busy", "Loading", "Committing");
                l.forEach(i -> table.row(i.lane(), i.actors(), i.handled(), i.busy(), i.loading(), i.committing()));
                out.println();
                table.print(out, "  ");
            });
            out.println();
        }
    }
}
