package et.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
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
import java.util.concurrent.Callable;
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

    private final Requests requests;
    private final Transport transport;
    private final List<InetSocketAddress> at;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private int connected;

    /** On the loop, as what follows. */
    private final List<Player> players = new ArrayList<>();

    private Meter meter = new Meter();

    private @Nullable Future<?> upcoming;
    private long step;
    private long dueNext;
    private int turn;

    /** @param at where gateways listen; connections spread over them */
    Fleet(Requests requests, Transport transport, List<InetSocketAddress> at) {
        this.requests = requests;
        this.transport = transport;
        this.at = at;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench", true), io);
        this.loop = group.next();
        loop.scheduleWithFixedDelay(this::stay, STAY_SECONDS, STAY_SECONDS, TimeUnit.SECONDS);
    }

    /** Connects so many more, and logs them in. */
    void enter(int more) throws Exception {
        SecureRandom random = new SecureRandom();
        List<CompletableFuture<Player>> in = new ArrayList<>();
        for (int i = 1; i <= more; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            Player player = new Player(requests.of(connected), transport.framing, secret, () -> meter);
            connect(player, connected++);
            loop.execute(() -> players.add(player));
            in.add(player.in());
            if (in.size() == AT_ONCE || i == more) {
                CompletableFuture.allOf(in.toArray(CompletableFuture[]::new)).get(CONNECT_SECONDS, TimeUnit.SECONDS);
                in.clear();
            }
        }
    }

    private void stay() {
        players.forEach(Player::stay);
    }

    private void connect(Player player, int number) {
        Class<? extends SocketChannel> type = Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
        new Bootstrap()
                .group(loop)
                .channel(type)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (transport == Transport.WS) {
                            channel.pipeline().addLast(new Upgrade.Asking());
                        }
                        channel.pipeline().addLast(player);
                    }
                })
                .connect(at.get(number % at.size()))
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        player.in().completeExceptionally(done.cause());
                    }
                });
    }

    /** A closed loop: the first so many clients keep so many requests in flight each. */
    void keep(int clients, int requests) {
        loop.execute(() -> {
            players.subList(0, clients).forEach(player -> player.keep(requests));
        });
    }

    /** An open loop: all clients in turn, so many requests a second in all. */
    void send(int perSecond) {
        loop.execute(() -> {
            step = TimeUnit.SECONDS.toNanos(1) / perSecond;
            dueNext = System.nanoTime();
            next();
        });
    }

    /** Sends what is due by now, and comes again when the next one is. */
    private void next() {
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
                    if (upcoming != null) {
                        upcoming.cancel(false);
                        upcoming = null;
                    }
                    players.forEach(player -> player.keep(0));
                })
                .get();
    }

    /** Sends no more, not even what has been due for long. */
    void giveUp() throws Exception {
        stop();
        loop.submit(() -> players.forEach(Player::giveUp)).get();
    }

    /** Whether all that was sent is answered, and has come to all that should hear it. */
    boolean idle() throws Exception {
        return loop.submit(() -> players.stream().allMatch(Player::idle) && allHeard())
                .get();
    }

    /** Whether there is nothing more to send, and all is answered. */
    boolean done() throws Exception {
        return ask(() -> players.stream().allMatch(Player::idle));
    }

    /** Asks something that is the loop's. */
    <T> T ask(Callable<T> question) throws Exception {
        return loop.submit(question).get();
    }

    private boolean allHeard() {
        long said =
                requests.delivers() ? players.stream().mapToLong(Player::sent).sum() : 0;
        return players.stream().allMatch(player -> player.heard() == said);
    }

    @Override
    public void close() {
        group.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
