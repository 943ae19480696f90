package et.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import et.proto.client.Device;
import et.proto.client.Login;
import et.proto.client.Password;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a client needs to know. Not thread-safe; each {@link #connect} makes one more client. */
public final class ClientBuilder {

    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_NAME = 64;

    private final List<URI> servers;
    private final Login.Builder login = Login.newBuilder();
    private final Map<Integer, PushHandler<?>> pushes = new HashMap<>();
    private Listener listener = new Listener() {};
    private String name = "et.client";
    private Duration patience = Duration.ofSeconds(10);
    private int queue = 1024;
    private int first;
    private @Nullable EventLoopGroup loops;

    ClientBuilder(List<URI> servers) {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: none (expected: at least one)");
        }
        servers.forEach(ClientBuilder::check);
        this.servers = List.copyOf(servers);
        first = ThreadLocalRandom.current().nextInt(servers.size());
    }

    private static void check(URI server) {
        boolean known = "tcp".equals(server.getScheme()) || "ws".equals(server.getScheme());
        if (!known || server.getHost() == null || server.getPort() <= 0) {
            throw new IllegalArgumentException(
                    "server: " + server + " (expected: tcp://host:port or ws://host:port/et)");
        }
    }

    /** Which of several servers is tried first, from 0. Default: a random one, so that clients spread. */
    public ClientBuilder first(int server) {
        first = Objects.checkIndex(server, servers.size());
        return this;
    }

    /** Log in with a device's secret: 32 bytes from a cryptographic random source. */
    public ClientBuilder device(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "device secret: " + secret.length + " bytes (expected: " + SECRET_BYTES + ")");
        }
        login.setDevice(Device.newBuilder().setSecret(ByteString.copyFrom(secret)));
        return this;
    }

    /** Log in with a name and a password. */
    public ClientBuilder password(String player, String password) {
        login.setPassword(Password.newBuilder().setName(player).setPassword(password));
        return this;
    }

    /** Create the account if there is none, where the server allows it. Default: no. */
    public ClientBuilder create(boolean create) {
        login.setCreate(create);
        return this;
    }

    /** What hears of the session. Default: nobody. */
    public ClientBuilder listener(Listener hears) {
        listener = hears;
        return this;
    }

    /** What hears of pushes of one message, besides the listener. Called on the client's loop. */
    public <M extends Message> ClientBuilder on(Parser<M> message, BiConsumer<Push, M> hears) {
        pushes.put(MessageId.of(message), new PushHandler<>(message, hears));
        return this;
    }

    /** What the client is, for the server's log; at most 64 characters. */
    public ClientBuilder name(String client) {
        if (client.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "name: " + client.length() + " characters (expected: at most " + LONGEST_NAME + ")");
        }
        name = client;
        return this;
    }

    /** How long to try to get in, at the first time. Default: 10 s. */
    public ClientBuilder patience(Duration howLong) {
        patience = howLong;
        return this;
    }

    /** Requests that may wait here while as many as the server allows are unanswered; more fail at once. Default: 1024. */
    public ClientBuilder queue(int requests) {
        queue = requests;
        return this;
    }

    /** Loops to live on, which may be shared by many clients; they stay the caller's. Default: a thread of the client's own. */
    public ClientBuilder loops(EventLoopGroup shared) {
        loops = shared;
        return this;
    }

    /** Connects and logs in. The stage fails with a {@link SessionEndedException} that says why not. */
    public CompletionStage<EtClient> connect() {
        if (login.getWayCase() == Login.WayCase.WAY_NOT_SET) {
            throw new IllegalStateException("login: none (expected: device or password)");
        }
        boolean own = loops == null;
        EventLoopGroup group = loops == null ? new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()) : loops;
        Settings settings =
                new Settings(servers, first, login.build(), name, patience, queue, listener, Map.copyOf(pushes));
        return new LiveClient(settings, group.next(), own ? group : null).start();
    }

    /** Everything that does not change. */
    record Settings(
            List<URI> servers,
            int first,
            Login login,
            String name,
            Duration patience,
            int queue,
            Listener listener,
            Map<Integer, PushHandler<?>> pushes) {}

    /** A parser with what hears of its messages. */
    record PushHandler<M extends Message>(Parser<M> parser, BiConsumer<Push, M> hears) {

        void hear(Push push) {
            hears.accept(push, push.parse(parser));
        }
    }
}
