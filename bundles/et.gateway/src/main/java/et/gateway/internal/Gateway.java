package et.gateway.internal;

import et.cluster.Cluster;
import et.cluster.Links;
import et.cluster.Load;
import et.cluster.LoadSource;
import et.cluster.NoticeHandler;
import et.cluster.Placement;
import et.cluster.Routes;
import et.net.Connection;
import et.net.ConnectionListener;
import et.net.Endpoint;
import et.net.Loops;
import et.proto.auth.Notice;
import et.proto.client.Code;
import et.session.Authenticator;
import et.session.Sessions;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway of this container: makes a {@link Client} of each connection, and knows the sessions. */
@Component(configurationPid = "et.gateway")
@Designate(ocd = Gateway.Config.class)
public final class Gateway implements Endpoint, Sessions, NoticeHandler, LoadSource {

    @ObjectClassDefinition(name = "et gateway", description = "What lies between a client's connection and the actors.")
    public @interface Config {

        @AttributeDefinition(
                description =
                        "Requests of a client that may be unanswered; at this number it is not read from. 1 to 4096.")
        int window() default 64;

        @AttributeDefinition(description = "Bytes of their payloads, likewise. 1024 to 1073741824.")
        int window_bytes() default 262_144;

        @AttributeDefinition(
                description = "After so many milliseconds an unanswered request is sent to its actor again, then after"
                        + " twice as many, and so on. An actor applies it once. 100 to 600000.")
        int resend_millis() default 5_000;

        @AttributeDefinition(
                description = "After so many milliseconds an unanswered request is answered with OUTCOME_UNKNOWN."
                        + " 1000 to 3600000.")
        int deadline_millis() default 30_000;

        @AttributeDefinition(
                description =
                        "For so many milliseconds requests are passed on to a type whose logic has gone, as it may"
                                + " only be on its way to a new version. 0 to 600000.")
        int absent_millis() default 10_000;

        @AttributeDefinition(description = "Pushes of a session that are kept for a resume. 1 to 65536.")
        int pushes() default 256;

        @AttributeDefinition(description = "Bytes of their payloads, likewise. 1024 to 1073741824.")
        int push_bytes() default 262_144;

        @AttributeDefinition(description = "Actors that a session may have joined at a time. 1 to 65536.")
        int joins() default 64;
    }

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final long STOP_SECONDS = 2;

    private final Settings settings;
    private final Authenticator authenticator;
    private final OtherGateways others;
    private final Directory directory = new Directory();
    private final Map<EventLoop, GatewayLoop> loops = new HashMap<>();
    private final Endings endings = new Endings();
    private final Homes homes;
    private final Cluster.Registration placed;
    private final Census census;

    @Activate
    public Gateway(
            Config config,
            @Reference Loops loops,
            @Reference Cluster cluster,
            @Reference Placement placement,
            @Reference Links links,
            @Reference Routes routes,
            @Reference Authenticator authenticator) {
        this.settings = Settings.of(config);
        this.authenticator = authenticator;
        this.others = new OtherGateways(cluster);
        List<GatewayLoop> all = loops.all().stream()
                .map(loop -> new GatewayLoop(loop, placement, links, routes, settings))
                .toList();
        all.forEach(loop -> this.loops.put(loop.eventLoop(), loop));
        this.homes = new Homes(all, placement, routes);
        this.placed = placement.listen(shard -> this.loops.values().forEach(loop -> loop.placed(shard)));
        this.census = new Census(all, directory);
        log.info("gateway open on {} loops, {} requests per session at a time", this.loops.size(), settings.window());
    }

    @Deactivate
    void deactivate() {
        placed.close();
        CountDownLatch stopped = new CountDownLatch(loops.size());
        for (GatewayLoop loop : loops.values()) {
            loop.execute(() -> {
                loop.stop();
                stopped.countDown();
            });
        }
        try {
            if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn(
                        "{} loops have not told their sessions within {} s that the gateway stops",
                        stopped.getCount(),
                        STOP_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        log.info("gateway closed; {} sessions can be resumed", directory.all().size());
    }

    @Override
    public ConnectionListener accepted(Connection connection) {
        return new Client(connection, loop(connection), this);
    }

    /** The loop that a connection lives on now. */
    GatewayLoop loop(Connection connection) {
        GatewayLoop loop = loops.get(connection.loop());
        if (loop == null) {
            throw new IllegalStateException(
                    "loop of a connection: " + connection.loop() + " (expected: one of the Loops service)");
        }
        return loop;
    }

    @Override
    public CompletionStage<List<Line>> list() {
        return census.lines();
    }

    @Override
    public CompletionStage<Counters> counters() {
        return census.counters();
    }

    Settings settings() {
        return settings;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    Homes homes() {
        return homes;
    }

    Directory directory() {
        return directory;
    }

    /** A session for a client that has proved whose it is; see the constructor for the numbers. */
    GatewaySession session(Authenticator.Opened opened, Client client, long highest, long acked, long lastPush) {
        return new GatewaySession(opened, client, settings, authenticator, directory, highest, acked, lastPush);
    }

    /** The same player has logged in again; the store has ended these already. */
    void replaced(List<Long> sessions) {
        end(sessions, Code.REPLACED, "you have logged in elsewhere");
    }

    /** A token of theirs was used twice; the store has ended these already. */
    void usedUp(List<Long> sessions) {
        end(sessions, Code.RESUME_FAILED, "somebody came with an old token of this session: log in again");
    }

    /** Ends a session that was just made, if somebody ended it after the store was asked for it and did not find it. On its loop. */
    void catchUp(GatewaySession made, long asked) {
        Endings.Ending ending = endings.since(asked, made.id(), made.player());
        if (ending != null) {
            made.finish(ending.code(), ending.text(), ending.stored());
        }
    }

    /** The client of this session goes on here; another gateway may still have it. */
    void arrived(long session) {
        others.moved(session);
    }

    @Override
    public String topic() {
        return NOTICES;
    }

    @Override
    public void handle(byte[] notice) {
        Notice told = OtherGateways.read(notice);
        for (long id : told.getMovedList()) {
            GatewaySession session = directory.get(id);
            if (session != null) {
                session.run(session::leave);
            }
        }
        endHere(told.getEndedList(), told.getCode(), told.getText());
        if (!told.getKicked().isEmpty()) {
            kick(told.getKicked(), told.getCode(), told.getText());
        }
    }

    /** What the store has ended has been told already; what it has not, or earlier than this gateway could be told, ends now. */
    private void kick(String player, Code code, String text) {
        endings.player(player, code, text);
        for (GatewaySession session : directory.all()) {
            if (session.player().equals(player)) {
                session.run(() -> session.finish(code, text, true));
            }
        }
    }

    @Override
    public Load add(Load load) {
        return new Load(
                load.cpu(),
                load.busy(),
                load.actors(),
                load.messages(),
                load.sessions() + directory.all().size(),
                load.memory(),
                load.lag());
    }

    private void end(List<Long> sessions, Code code, String text) {
        if (!sessions.isEmpty()) {
            others.ended(sessions, code, text);
            endHere(sessions, code, text);
        }
    }

    private void endHere(List<Long> sessions, Code code, String text) {
        for (long id : sessions) {
            endings.session(id, code, text);
            GatewaySession session = directory.get(id);
            if (session != null) {
                session.run(() -> session.finish(code, text, false));
            }
        }
    }
}
