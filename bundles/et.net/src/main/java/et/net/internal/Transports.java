package et.net.internal;

import et.net.Endpoint;
import et.net.Listening;
import et.net.Loops;
import et.proto.client.Code;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens while there is an endpoint. A changed port moves its listener; a changed limit holds for new connections; those that are there stay. */
@Component(configurationPid = "et.net", immediate = true)
@Designate(ocd = Transports.Config.class)
public final class Transports implements Listening {

    @ObjectClassDefinition(name = "et net", description = "Where clients connect, and what one client may do.")
    public @interface Config {

        @AttributeDefinition(description = "The address to listen on. 0.0.0.0: every IPv4 address of the machine.")
        String host() default "127.0.0.1";

        @AttributeDefinition(description = "TCP port. 0: any free one; -1: off.")
        int tcp_port() default 7700;

        @AttributeDefinition(description = "WebSocket port, path /et. 0: any free one; -1: off.")
        int ws_port() default 7701;

        @AttributeDefinition(
                description =
                        "Web pages that may connect, separated by commas: origins as browsers send them, with :* for"
                                + " any port; *: any. Clients that are no browsers send no origin and may always connect.")
        String ws_origins() default "http://localhost:*,http://127.0.0.1:*";

        @AttributeDefinition(
                description = "The largest frame taken from a client, in bytes of envelope. 256 to 16777216.")
        int max_frame() default 65536;

        @AttributeDefinition(description = "Frames a second from one client; 0: no limit. More closes the connection.")
        int frames_per_second() default 1000;

        @AttributeDefinition(description = "Frames at once from one client after a pause.")
        int frames_burst() default 2000;

        @AttributeDefinition(description = "Connections in all.")
        int connections() default 10000;

        @AttributeDefinition(description = "Connections from one IPv4 address or IPv6 /64 network.")
        int connections_per_address() default 1000;

        @AttributeDefinition(description = "Time from the connection to the login, in milliseconds.")
        int handshake_ms() default 10000;

        @AttributeDefinition(
                description = "How often a client has to send something, in milliseconds. Three times as much silence"
                        + " closes the connection.")
        int heartbeat_ms() default 15000;

        @AttributeDefinition(
                description = "Bytes that wait to be sent to one client from which on nothing is read from it.")
        int output_high() default 262144;

        @AttributeDefinition(description = "Bytes that wait to be sent to one client at which it is disconnected.")
        int output_limit() default 4194304;
    }

    private static final Logger log = LoggerFactory.getLogger(Transports.class);
    private static final int STOP_MILLIS = 2000;
    private static final int OFF = -1;

    private final List<EventLoop> loops;
    private final Map<EventLoop, Turn> turns;
    private final List<Transport> transports;
    private final Map<String, Tally> tallies;
    private final Admission admission = new Admission();
    private final Faults faults = new Faults();
    private final Set<ClientConnection> present = ConcurrentHashMap.newKeySet();
    private final Map<String, Bound> bound = new ConcurrentHashMap<>();

    private volatile Settings settings;
    private @Nullable Endpoint endpoint;

    @Activate
    public Transports(Config config, @Reference Loops loops) {
        settings = Settings.of(config);
        this.loops = loops.all();
        turns = this.loops.stream().collect(Collectors.toUnmodifiableMap(loop -> loop, Turn::new));
        transports = List.of(
                StreamTransport.tcp(Security.PLAIN),
                StreamTransport.webSocket(Security.PLAIN, () -> settings.origins()));
        tallies = transports.stream().collect(Collectors.toUnmodifiableMap(Transport::name, transport -> new Tally()));
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    synchronized void setEndpoint(Endpoint comes) {
        stop();
        endpoint = comes;
        transports.forEach(transport -> listen(transport, comes));
    }

    synchronized void unsetEndpoint(Endpoint goes) {
        // The next one is there before the last one goes, if there is a next one.
        if (endpoint == goes) {
            stop();
            endpoint = null;
        }
    }

    @Modified
    synchronized void modified(Config config) {
        settings = Settings.of(config);
        Endpoint to = endpoint;
        for (Transport transport : transports) {
            Bound now = bound.get(transport.name());
            if (to != null && !Objects.equals(now == null ? null : now.wanted(), settings.address(transport.name()))) {
                ignore(transport);
                listen(transport, to);
            }
        }
    }

    @Deactivate
    synchronized void deactivate() {
        stop();
    }

    @Override
    public List<Listener> listeners() {
        List<Listener> listeners = new ArrayList<>();
        for (Transport transport : transports) {
            Bound now = bound.get(transport.name());
            if (now != null) {
                Tally tally = tallies.getOrDefault(transport.name(), new Tally());
                listeners.add(new Listener(
                        transport.name(),
                        now.address(),
                        tally.open().intValue(),
                        tally.accepted().sum(),
                        tally.refused().sum(),
                        tally.malformed().sum()));
            }
        }
        return listeners;
    }

    @Override
    public synchronized void stop() {
        transports.forEach(this::ignore);
        if (present.isEmpty()) {
            return;
        }
        log.info("Telling {} clients that the server is stopping", present.size());
        for (ClientConnection connection : present) {
            connection.run(() -> connection.close(Code.STOPPING_VALUE, "The server is stopping."));
        }
        CompletableFuture.allOf(present.stream().map(ClientConnection::ended).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, STOP_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    private void listen(Transport transport, Endpoint to) {
        InetSocketAddress wanted = settings.address(transport.name());
        if (wanted == null) {
            return;
        }
        Reception reception = new Reception(
                transport.name(),
                to,
                () -> settings.limits(),
                admission,
                tallies.getOrDefault(transport.name(), new Tally()),
                faults,
                turns,
                present);
        ChannelFuture bind = transport.bind(loops, wanted, reception).awaitUninterruptibly();
        if (bind.isSuccess()) {
            Bound now = new Bound(wanted, (InetSocketAddress) bind.channel().localAddress(), bind.channel());
            bound.put(transport.name(), now);
            log.info("{} listens on {}", transport.name(), now.address());
        } else {
            log.error(
                    "{} cannot listen on {}: {}. Stop what uses the port, or change {}.port in etc/et.net.cfg.",
                    transport.name(),
                    wanted,
                    bind.cause().getMessage(),
                    transport.name());
        }
    }

    private void ignore(Transport transport) {
        Bound now = bound.remove(transport.name());
        if (now != null) {
            now.channel().close().awaitUninterruptibly();
            log.info("{} does not listen on {} any more", transport.name(), now.address());
        }
    }

    /** A transport that listens: what was configured, what came of it, and what to close. */
    private record Bound(InetSocketAddress wanted, InetSocketAddress address, Channel channel) {}

    /** The configuration, checked. */
    private record Settings(Map<String, InetSocketAddress> addresses, Limits limits, Origins origins) {

        static Settings of(Config config) {
            Map<String, InetSocketAddress> addresses = new HashMap<>();
            Map.of("tcp", config.tcp_port(), "ws", config.ws_port()).forEach((transport, port) -> {
                Limits.within(transport + ".port", port, OFF, 65535);
                if (port != OFF) {
                    addresses.put(transport, new InetSocketAddress(config.host(), port));
                }
            });
            Limits limits = new Limits(
                    config.max_frame(),
                    config.frames_per_second(),
                    config.frames_burst(),
                    config.connections(),
                    config.connections_per_address(),
                    config.handshake_ms(),
                    config.heartbeat_ms(),
                    config.output_high(),
                    config.output_limit());
            return new Settings(Map.copyOf(addresses), limits, Origins.of(config.ws_origins()));
        }

        /** Where a transport listens, or null when it is off. */
        @Nullable InetSocketAddress address(String transport) {
            return addresses.get(transport);
        }
    }
}
