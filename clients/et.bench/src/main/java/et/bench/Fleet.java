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
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All clients, on one event loop: load generator and server share the machine, and two loops would cost it more. */
final class Fleet implements AutoCloseable {

    private static final int CONNECT_SECONDS = 60;

    /** Logins under way: a server counts each as an attempt until it knows better, and allows few for one address. */
    private static final int AT_ONCE = 20;

    /** A server closes a connection on which nothing comes for 45 s. */
    private static final int STAY_SECONDS = 10;

    private final Options options;
    private final List<InetSocketAddress> at;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final List<Player> players = new ArrayList<>();

    /** On the loop, as what follows. */
    private Meter meter = new Meter();

    private boolean running;
    private @Nullable Future<?> upcoming;
    private long dueNext;
    private int turn;

    /** @param at where gateways listen; connections spread over them */
    Fleet(Options options, List<InetSocketAddress> at) {
        this.options = options;
        this.at = at;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench", true), io);
        this.loop = group.next();
    }

    /** Connects all and logs them in. */
    void enter() throws Exception {
        Requests requests = Requests.of(options);
        SecureRandom random = new SecureRandom();
        List<CompletableFuture<Player>> in = new ArrayList<>();
        for (int i = 0; i < options.connections(); i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            Player player = new Player(requests, options.workload().delivers(), secret, () -> meter);
            connect(player, i);
            players.add(player);
            in.add(player.in());
            if (in.size() == AT_ONCE || i == options.connections() - 1) {
                CompletableFuture.allOf(in.toArray(CompletableFuture[]::new)).get(CONNECT_SECONDS, TimeUnit.SECONDS);
                in.clear();
            }
        }
        loop.scheduleWithFixedDelay(this::stay, STAY_SECONDS, STAY_SECONDS, TimeUnit.SECONDS);
    }

    private void stay() {
        if (!running) {
            players.forEach(Player::stay);
        }
    }

    private void connect(Player player, int number) {
        Class<? extends SocketChannel> type = Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
        new Bootstrap()
                .group(loop)
                .channel(type)
                .handler(player)
                .connect(at.get(number % at.size()))
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        player.in().completeExceptionally(done.cause());
                    }
                });
    }

    void start() {
        loop.execute(() -> {
            running = true;
            if (options.workload().open()) {
                dueNext = System.nanoTime();
                next();
            } else {
                players.forEach(player -> player.keep(options.inflight()));
            }
        });
    }

    /** Sends what is due by now, and comes again when the next one is. */
    private void next() {
        long step = TimeUnit.SECONDS.toNanos(1) / options.rate();
        long now = System.nanoTime();
        while (dueNext - now <= 0) {
            players.get(turn).due(dueNext);
            turn = (turn + 1) % players.size();
            dueNext += step;
        }
        upcoming = loop.schedule(this::next, dueNext - System.nanoTime(), TimeUnit.NANOSECONDS);
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
                    if (upcoming != null) {
                        upcoming.cancel(false);
                        upcoming = null;
                    }
                    players.forEach(player -> player.keep(0));
                })
                .get();
    }

    /** Whether all that was sent is answered, and has come to all that should hear it. */
    boolean idle() throws Exception {
        return loop.submit(() -> players.stream().allMatch(Player::idle) && allHeard())
                .get();
    }

    private boolean allHeard() {
        long said = options.workload().delivers()
                ? players.stream().mapToLong(Player::sent).sum()
                : 0;
        return players.stream().allMatch(player -> player.heard() == said);
    }

    @Override
    public void close() {
        group.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
