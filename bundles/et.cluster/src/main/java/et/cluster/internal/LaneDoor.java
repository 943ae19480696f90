package et.cluster.internal;

import et.cluster.LaneGate;
import et.cluster.RouteTable;
import et.cluster.Self;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The port of one lane, and the lane ends of the links that came in there. On the lane's loop, but for {@link #bind} and {@link #tellRoutes}. */
final class LaneDoor {

    /** What the doors of a container have in common. */
    record House(
            Self self,
            LaneGate gate,
            LinkSettings settings,
            Certificates certificates,
            Callees callees,
            Fence fence,
            Remarks remarks,
            Supplier<List<RouteTable.Entry>> routes) {}

    private static final int BACKLOG = 1024;

    private final House house;
    private final int lane;
    private final EventLoop loop;
    private final Set<LaneEnd> ends = new HashSet<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    private @Nullable Channel listening;

    LaneDoor(House house, int lane, EventLoop loop) {
        this.house = house;
        this.lane = lane;
        this.loop = loop;
    }

    int lane() {
        return lane;
    }

    EventLoop loop() {
        return loop;
    }

    LaneGate gate() {
        return house.gate();
    }

    LinkSettings settings() {
        return house.settings();
    }

    Remarks remarks() {
        return house.remarks();
    }

    Callees callees() {
        return house.callees();
    }

    List<RouteTable.Entry> routes() {
        return house.routes().get();
    }

    /** Begins to listen; returns the port. Not on a loop. */
    int bind() {
        int port = settings().port() == 0 ? 0 : settings().port() + lane;
        InetSocketAddress address = new InetSocketAddress(house.self().listen(), port);
        ChannelFuture bind = new ServerBootstrap()
                .group(loop)
                .channel(Sockets.of(loop).server())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(
                                settings().high() / 2, settings().high()))
                .childHandler(new Entrance())
                .bind(address)
                .awaitUninterruptibly();
        Throwable fault = bind.cause();
        if (fault != null) {
            throw new IllegalStateException(
                    "Lane " + lane + " cannot listen on " + address + ": " + fault.getMessage()
                            + ". Stop what uses the port, or change port in etc/et.cluster.link.cfg.",
                    fault);
        }
        listening = bind.channel();
        return ((InetSocketAddress) bind.channel().localAddress()).getPort();
    }

    /** Throws {@link WireException} when whoever says this HELLO has no business here. */
    void admit(Hello hello, @Nullable SslHandler tls) {
        house.certificates().check(hello, tls);
        hello.expect(house.self());
        if (hello.lane() != lane) {
            throw new WireException("lane: " + hello.lane() + " (expected: " + lane + ", whose port this is)");
        }
        if (house.fence().keepsOut(new Peer(hello.container(), hello.incarnation()))) {
            throw new WireException(hello.container() + ", process " + hello.incarnation()
                    + ", has left the cluster (expected: a process that takes part)");
        }
    }

    Hello hello(Hello to) {
        return Hello.of(house.self(), false, to.container(), to.incarnation(), lane);
    }

    void left(LaneEnd end, Down why) {
        ends.remove(end);
        remarks().down("Link from " + end.from() + " to lane " + lane, why);
    }

    /** The routes have changed. Any thread. */
    void tellRoutes() {
        if (telling.compareAndSet(false, true)) {
            loop.execute(() -> {
                telling.set(false);
                for (LaneEnd end : List.copyOf(ends)) {
                    end.routes();
                }
            });
        }
    }

    /** Ends the links from processes that are not there any more. */
    void close(Predicate<Peer> of, Down why) {
        for (LaneEnd end : List.copyOf(ends)) {
            Peer peer = end.peer();
            if (peer != null && of.test(peer)) {
                end.line().down(why);
            }
        }
    }

    /** The lane stops. */
    void close() {
        if (listening != null) {
            listening.close();
        }
        Down why = new Down(Down.Cause.STOPPING, "the lane stops");
        for (LaneEnd end : List.copyOf(ends)) {
            end.line().down(why);
        }
    }

    /** Sessions that are attached to this lane, over all links. */
    int attached() {
        return ends.stream().mapToInt(LaneEnd::attached).sum();
    }

    @ChannelHandler.Sharable
    private final class Entrance extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            if (ends.size() >= settings().connections()) {
                remarks()
                        .down(
                                "A link to lane " + lane,
                                new Down(
                                        Down.Cause.OVERFLOW,
                                        settings().connections() + " are open already (connections)"));
                channel.close();
                return;
            }
            LaneEnd end = new LaneEnd(LaneDoor.this, String.valueOf(channel.remoteAddress()));
            ends.add(end);
            house.certificates().protect(channel, false);
            channel.pipeline().addLast(new Brake(), end.line());
        }
    }

    /**
     * Takes no requests from a gateway that does not take their answers. The gateway end always reads, so the two never wait for each
     * other.
     */
    private static final class Brake extends ChannelInboundHandlerAdapter {

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
            context.fireChannelWritabilityChanged();
        }
    }
}
