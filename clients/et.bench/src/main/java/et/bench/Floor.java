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
import org.jspecify.annotations.Nullable;

/**
 * The program that is the floor: a bare echo on Netty with the same frames. It lets everybody in, and sends each request back as its own answer on
 * the loop that read it, all of one read in one write: no session, no actor, nothing remembered. What a server costs more is what it does more.
 */
final class Floor extends ByteToMessageDecoder {

    private @Nullable ByteBuf out;

    private Floor() {}

    /** Prints the port that it listens on, and serves until its input ends. */
    public static void main(String[] none) throws Exception {
        boolean epoll = Epoll.isAvailable();
        Channel listening = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(
                        Runtime.getRuntime().availableProcessors(),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()))
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Floor());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        System.out.println(((InetSocketAddress) listening.localAddress()).getPort());
        while (System.in.read() >= 0) {
            // Whoever started it holds the other end.
        }
        System.exit(0);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> none)
            throws InvalidProtocolBufferException {
        while (bytes.readableBytes() >= Frames.LENGTH_BYTES) {
            int length = bytes.getInt(bytes.readerIndex());
            if (bytes.readableBytes() < Frames.LENGTH_BYTES + length) {
                return;
            }
            ByteBuf to = out;
            if (to == null) {
                to = ctx.alloc().ioBuffer(Math.max(256, bytes.readableBytes()));
                out = to;
            }
            int at = bytes.readerIndex() + Frames.LENGTH_BYTES;
            bytes.readerIndex(at);
            int kind = Frames.kind(bytes);
            if (kind == Kind.REQUEST_VALUE) {
                // The answer is the request, but for its kind, which is the first field.
                int start = to.writerIndex();
                to.writeBytes(bytes, at - Frames.LENGTH_BYTES, Frames.LENGTH_BYTES + length);
                to.setByte(start + Frames.LENGTH_BYTES + 1, Kind.ANSWER_VALUE);
            } else {
                enter(to, Envelope.parseFrom(ByteBufUtil.getBytes(bytes, at, length)));
            }
            bytes.readerIndex(at + length);
        }
    }

    private static void enter(ByteBuf to, Envelope envelope) {
        switch (envelope.getKind()) {
            case HELLO -> say(to, Kind.WELCOME, Welcome.getDefaultInstance());
            case LOGIN -> say(to, Kind.LOGGED_IN, LoggedIn.getDefaultInstance());
            default -> {}
        }
    }

    private static void say(ByteBuf to, Kind kind, MessageLite payload) {
        byte[] bytes = Envelope.newBuilder()
                .setKind(kind)
                .setPayload(payload.toByteString())
                .build()
                .toByteArray();
        to.writeInt(bytes.length).writeBytes(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        ByteBuf ready = out;
        if (ready != null) {
            out = null;
            ctx.writeAndFlush(ready, ctx.voidPromise());
        }
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
