package et.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** All clients, on one event loop: load generator and server share the machine, and two loops would cost it more. */
final class Fleet implements AutoCloseable {

    private static final int CONNECT_SECONDS = 60;

    /** Logins under way: a server counts each as an attempt until it knows better, and allows few for one address. */
    private static final int AT_ONCE = 20;

    private final Options options;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final List<Player> players = new ArrayList<>();

    /** On the loop, as what follows. */
    private Meter meter = new Meter();

    private boolean running;
    private long dueNext;
    private int turn;

    Fleet(Options options) {
        this.options = options;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench", true), io);
        this.loop = group.next();
    }

    /** Connects all and logs them in. */
    void enter() throws Exception {
        byte[] same = Frames.request(options.payload());
        SecureRandom random = new SecureRandom();
        List<CompletableFuture<Player>> in = new ArrayList<>();
        for (int i = 0; i < options.connections(); i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            Player player = new Player(same, secret, () -> meter);
            connect(player, i);
            players.add(player);
            in.add(player.in());
            if (in.size() == AT_ONCE || i == options.connections() - 1) {
                CompletableFuture.allOf(in.toArray(CompletableFuture[]::new)).get(CONNECT_SECONDS, TimeUnit.SECONDS);
                in.clear();
            }
        }
    }

    private void connect(Player player, int number) {
        Class<? extends SocketChannel> type = Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
        new Bootstrap()
                .group(loop)
                .channel(type)
                .handler(player)
                .connect(options.servers().get(number % options.servers().size()))
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        player.in().completeExceptionally(done.cause());
                    }
                });
    }

    void start() {
        loop.execute(() -> {
            running = true;
            if (options.open()) {
                dueNext = System.nanoTime();
                next();
            } else {
                players.forEach(player -> player.keep(options.inflight()));
            }
        });
    }

    /** Sends what is due by now, and comes again when the next one is. */
    private void next() {
        if (!running) {
            return;
        }
        long step = TimeUnit.SECONDS.toNanos(1) / options.rate();
        long now = System.nanoTime();
        while (dueNext - now <= 0) {
            players.get(turn).due(dueNext);
            turn = (turn + 1) % players.size();
            dueNext += step;
        }
        loop.schedule(this::next, dueNext - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** What was measured since the last call. */
    Meter round() throws Exception {
        return loop.submit(() -> {
                    Meter last = meter;
                    meter = new Meter();
                    return last;
                })
                .get();
    }

    /** Sends no more. */
    void stop() throws Exception {
        loop.submit(() -> {
                    running = false;
                    players.forEach(player -> player.keep(0));
                })
                .get();
    }

    /** Whether all that was sent is answered. */
    boolean idle() throws Exception {
        return loop.submit(() -> players.stream().allMatch(Player::idle)).get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
