package et.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Welcome;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The program that is the floor: on Netty with the same frames, it lets everybody in and does the least that a workload asks for: no session, no
 * actor, nothing remembered. What is due to a connection at the end of a turn goes out in one write. What a server costs more is what it does more.
 */
abstract class Floor extends ByteToMessageDecoder {

    private static final int LEAST = 256;

    private final Framing framing;
    private @Nullable ByteBuf out;

    Floor(Framing framing) {
        this.framing = framing;
    }

    /**
     * Prints the port that it listens on, and serves until its input ends.
     *
     * @param how the transport; and for a {@link FanOut} how many ticks a second, else it is an {@link Echo}
     */
    public static void main(String[] how) throws Exception {
        boolean epoll = Epoll.isAvailable();
        boolean upgraded = Transport.of(how[0]) == Transport.WS;
        Framing framing = upgraded ? Framing.WEB_SOCKET : Framing.LENGTH;
        int loops = how.length == 1 ? Runtime.getRuntime().availableProcessors() : 1;
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(loops, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Supplier<Floor> floors = () -> new Echo(framing);
        if (how.length > 1) {
            FanOut.Crowd crowd = new FanOut.Crowd(Integer.parseInt(how[1]), group.next());
            floors = () -> new FanOut(framing, crowd);
        }
        System.out.println(listen(group, epoll, upgraded, floors));
        while (System.in.read() >= 0) {
            // Whoever started it holds the other end.
        }
        System.exit(0);
    }

    private static int listen(EventLoopGroup group, boolean epoll, boolean upgraded, Supplier<Floor> floors)
            throws InterruptedException {
        Channel listening = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (upgraded) {
                            channel.pipeline().addLast(new Upgrade.Accepting());
                        }
                        channel.pipeline().addLast(floors.get());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Does what a request asks for; it begins at the reader's index, which stays. */
    abstract void request(ChannelHandlerContext ctx, ByteBuf envelope, int length);

    final Framing framing() {
        return framing;
    }

    /** What goes out at the end of the read; so many bytes are expected. */
    final ByteBuf out(ChannelHandlerContext ctx, int bytes) {
        ByteBuf to = out;
        if (to == null) {
            to = ctx.alloc().ioBuffer(Math.max(LEAST, bytes));
            out = to;
        }
        return to;
    }

    final void flush(ChannelHandlerContext ctx) {
        ByteBuf ready = out;
        if (ready != null) {
            out = null;
            ctx.writeAndFlush(ready, ctx.voidPromise());
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> none)
            throws InvalidProtocolBufferException {
        int header;
        while ((header = framing.header(bytes)) > 0) {
            int length = framing.length(bytes);
            if (bytes.readableBytes() < header + length) {
                return;
            }
            bytes.skipBytes(header);
            if (framing == Framing.WEB_SOCKET) {
                Framing.unmask(bytes, length);
            }
            int next = bytes.readerIndex() + length;
            if (Frames.kind(bytes) == Kind.REQUEST_VALUE) {
                request(ctx, bytes, length);
            } else {
                enter(out(ctx, LEAST), Envelope.parseFrom(ByteBufUtil.getBytes(bytes, bytes.readerIndex(), length)));
            }
            bytes.readerIndex(next);
        }
    }

    private void enter(ByteBuf to, Envelope envelope) {
        switch (envelope.getKind()) {
            case HELLO -> say(to, Kind.WELCOME, Welcome.getDefaultInstance());
            case LOGIN -> say(to, Kind.LOGGED_IN, LoggedIn.getDefaultInstance());
            default -> {}
        }
    }

    private void say(ByteBuf to, Kind kind, MessageLite payload) {
        byte[] bytes = Envelope.newBuilder()
                .setKind(kind)
                .setPayload(payload.toByteString())
                .build()
                .toByteArray();
        framing.before(to, bytes.length);
        to.writeBytes(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        flush(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
