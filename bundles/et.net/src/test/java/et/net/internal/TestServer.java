package et.net.internal;

import et.net.Connection;
import et.net.ConnectionListener;
import et.net.Endpoint;
import et.net.Frame;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The transports as a container would start them, with an endpoint that a test scripts. */
final class TestServer implements Endpoint, AutoCloseable {

    final List<Client> clients = new CopyOnWriteArrayList<>();
    final AtomicInteger frames = new AtomicInteger();
    final Transports transports;

    final EventLoops loops;

    /** What to do with a connection as soon as it is there. */
    volatile Consumer<Connection> welcome = connection -> {};

    private final BiConsumer<Connection, Frame> script;

    /** @param script what to do with each frame */
    TestServer(Map<String, Object> config, BiConsumer<Connection, Frame> script) {
        this(1, "auto", config, script);
    }

    TestServer(int count, String io, Map<String, Object> config, BiConsumer<Connection, Frame> script) {
        this.script = script;
        loops = new EventLoops(TestConfig.loops(count, io));
        transports = new Transports(config(config), loops);
        transports.setEndpoint(this);
    }

    /** A server that answers each frame with its own payload. */
    static TestServer echo(Map<String, Object> config) {
        return new TestServer(
                config, (connection, frame) -> connection.answer(frame.number(), frame.message(), frame.payload()));
    }

    /** A server that plays a gateway: to each kind of frame what is given here, with the frame's number. */
    static TestServer playing(Map<Kind, Envelope> replies) {
        return new TestServer(Map.of(), (connection, frame) -> {
            Envelope reply = replies.get(frame.kind());
            if (reply != null && reply.getKind() == Kind.ANSWER) {
                connection.answer(
                        frame.number(), reply.getMessage(), reply.getPayload().toByteArray());
            } else if (reply != null) {
                connection.control(reply.getKind(), 0, reply.getPayload().toByteArray());
            }
        });
    }

    static Transports.Config config(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(Map.of("tcp_port", 0, "ws_port", 0));
        all.putAll(values);
        return TestConfig.of(Transports.Config.class, all);
    }

    InetSocketAddress address(String transport) {
        return listener(transport).address();
    }

    et.net.Listening.Listener listener(String transport) {
        return transports.listeners().stream()
                .filter(listener -> listener.transport().equals(transport))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public ConnectionListener accepted(Connection connection) {
        Client client = new Client(connection);
        clients.add(client);
        welcome.accept(connection);
        return client;
    }

    @Override
    public void close() {
        transports.deactivate();
        loops.deactivate();
    }

    /** The server's side of a client. */
    final class Client implements ConnectionListener {

        final Connection connection;
        final AtomicInteger readCompletes = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();

        Client(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void frame(Frame frame) {
            frames.incrementAndGet();
            script.accept(connection, frame);
        }

        @Override
        public void readComplete() {
            readCompletes.incrementAndGet();
        }

        @Override
        public void closed() {
            closed.incrementAndGet();
        }

        void run(Runnable task) {
            connection.loop().submit(task).syncUninterruptibly();
        }
    }
}
