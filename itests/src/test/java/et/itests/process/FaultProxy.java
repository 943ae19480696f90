package et.itests.process;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Stands before the ports of one container, at an address of its own, and passes on what is sent there and what comes back: at once, or later, or not yet.
 *
 * <p>Its ports are open as long as those of the container are. A connection that is refused is evidence of death, so it must neither hide one
 * nor feign one: {@link #follow} says which ports those are. Everything happens on one loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed is closed already
final class FaultProxy {

    /** Where the containers themselves listen. */
    static final String BEHIND = "127.0.0.1";

    /** As seen from the container. */
    enum Way {
        IN,
        OUT
    }

    /** What waits in a pipe at most; beyond it the sender has to wait, as on a network. */
    private static final long MOST = 256 << 10;

    private final EventLoop loop;
    private final String address;
    private final Map<Integer, Channel> doors = new HashMap<>();
    private final Set<Pipe> pipes = new HashSet<>();
    private final Set<Way> silent = EnumSet.noneOf(Way.class);
    private long delayNanos;

    /** @param address where others find the container */
    FaultProxy(EventLoop loop, String address) {
        this.loop = loop;
        this.address = address;
    }

    String address() {
        return address;
    }

    /** The container listens at these ports now, and at no other. */
    void follow(Set<Integer> ports) {
        on(() -> {
            doors.keySet().stream()
                    .filter(port -> !ports.contains(port))
                    .toList()
                    .forEach(port -> doors.remove(port).close());
            ports.stream().filter(port -> !doors.containsKey(port)).forEach(this::open);
        });
    }

    /** From now on each piece arrives so much later; 0: at once. */
    void delay(int millis) {
        on(() -> {
            delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
            List.copyOf(pipes).forEach(Pipe::pump);
        });
    }

    /** Nothing that goes this way arrives, until {@link #speak}: then all of it does. */
    void fallSilent(Way way) {
        on(() -> silent.add(way));
    }

    void speak(Way way) {
        on(() -> {
            silent.remove(way);
            List.copyOf(pipes).forEach(Pipe::pump);
        });
    }

    /** Resets all connections: what is under way is lost. New ones can be made at once. */
    void cut() {
        on(() -> List.copyOf(pipes).forEach(pipe -> reset(pipe.from)));
    }

    /** Takes all faults back. */
    void heal() {
        delay(0);
        speak(Way.IN);
        speak(Way.OUT);
    }

    private void on(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.submit(task).syncUninterruptibly();
        }
    }

    private void open(int port) {
        ChannelFuture binding = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel front) {
                        connect(front, port);
                    }
                })
                .bind(address, port);
        doors.put(port, binding.channel());
        binding.addListener(bound -> {
            if (!bound.isSuccess()) {
                // It is tried again with the next word of the container's ports.
                System.out.printf("%s:%d cannot be opened: %s%n", address, port, bound.cause());
                doors.remove(port, binding.channel());
            }
        });
    }

    private void connect(Channel front, int port) {
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(BEHIND, port)
                .addListener((ChannelFutureListener) connected -> {
                    if (!connected.isSuccess()) {
                        // The next one is refused, as it is by a dead process.
                        follow(doors.keySet().stream()
                                .filter(open -> open != port)
                                .collect(Collectors.toSet()));
                    }
                    if (!connected.isSuccess() || !front.isActive()) {
                        reset(front);
                        reset(connected.channel());
                        return;
                    }
                    Channel back = connected.channel();
                    Pipe in = new Pipe(Way.IN, front, back);
                    Pipe out = new Pipe(Way.OUT, back, front);
                    join(in, out);
                    join(out, in);
                });
    }

    /** A pipe hears of what comes from its one end, and of whether its other end takes more. */
    private void join(Pipe pipe, Pipe opposite) {
        pipes.add(pipe);
        pipe.from.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object piece) {
                pipe.take((ByteBuf) piece);
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                pipe.end();
            }

            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
                opposite.pump();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                // A connection that breaks on one side breaks on the other.
                reset(pipe.to);
                reset(pipe.from);
            }
        });
        pipe.pump();
    }

    private static void reset(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    private record Piece(long due, ByteBuf bytes) {}

    /** One way of one connection. */
    private final class Pipe {

        private final Way way;
        private final Channel from;
        private final Channel to;
        private final Deque<Piece> waiting = new ArrayDeque<>();
        private long bytes;
        private long lastDue;
        private boolean ended;

        Pipe(Way way, Channel from, Channel to) {
            this.way = way;
            this.from = from;
            this.to = to;
            lastDue = System.nanoTime();
        }

        void take(ByteBuf piece) {
            // Never before the one ahead of it, which may have come while the delay was longer.
            lastDue = Math.max(lastDue, System.nanoTime() + delayNanos);
            bytes += piece.readableBytes();
            waiting.add(new Piece(lastDue, piece));
            pump();
        }

        void end() {
            ended = true;
            pump();
        }

        void pump() {
            boolean flush = false;
            while (!waiting.isEmpty() && !silent.contains(way) && waiting.peek().due - System.nanoTime() <= 0) {
                ByteBuf piece = waiting.remove().bytes;
                bytes -= piece.readableBytes();
                to.write(piece);
                flush = true;
            }
            if (flush) {
                to.flush();
            }
            if (ended && (waiting.isEmpty() || !to.isActive())) {
                close();
                return;
            }
            if (!waiting.isEmpty() && !silent.contains(way)) {
                long later = Math.max(1, waiting.peek().due - System.nanoTime());
                loop.schedule(this::pump, later, TimeUnit.NANOSECONDS);
            }
            from.config().setAutoRead(bytes < MOST && !silent.contains(way) && to.isWritable());
        }

        private void close() {
            if (pipes.remove(this)) {
                waiting.forEach(piece -> piece.bytes.release());
                waiting.clear();
                to.close();
            }
        }
    }
}
