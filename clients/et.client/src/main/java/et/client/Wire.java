package et.client;

import com.google.protobuf.InvalidProtocolBufferException;
import et.proto.client.Envelope;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One connection: envelopes over TCP or WebSocket. On its loop. */
final class Wire {

    /** What a wire tells, on its loop. */
    interface End {

        /** Envelopes can go. */
        void open(Wire wire);

        void received(Wire wire, Envelope envelope);

        /** The connection is gone, or never came. Once. */
        void gone(Wire wire, String why);
    }

    /** The largest frame taken from a server, in bytes of envelope; what docs/protocol.md asks a client to take, at least. */
    private static final int LARGEST_FRAME = 4 << 20;

    private static final int CONNECT_MILLIS = 5000;
    private static final int HTTP_BYTES = 8192;
    private static final int LENGTH_BYTES = 4;

    private final End end;
    private final boolean webSocket;
    private @Nullable Channel channel;
    private String why = "the connection was closed";
    private boolean flushing;

    private Wire(End end, boolean webSocket) {
        this.end = end;
        this.webSocket = webSocket;
    }

    /** Connects. What comes of it is told to the end. */
    static Wire connect(EventLoop loop, URI server, End end) {
        Wire wire = new Wire(end, "ws".equals(server.getScheme()));
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(
                        loop instanceof IoEventLoop io && isEpoll(io)
                                ? EpollSocketChannel.class
                                : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        wire.prepare(made, server);
                    }
                })
                .connect(server.getHost(), server.getPort());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                end.gone(wire, String.valueOf(done.cause().getMessage()));
            }
        });
        return wire;
    }

    /** Sends with what else is sent in this turn of the loop. */
    void send(Envelope envelope) {
        Channel to = channel;
        if (to == null) {
            return;
        }
        int size = envelope.getSerializedSize();
        ByteBuf bytes = to.alloc().ioBuffer(LENGTH_BYTES + size);
        if (!webSocket) {
            bytes.writeInt(size);
        }
        bytes.writeBytes(envelope.toByteArray());
        to.write(webSocket ? new BinaryWebSocketFrame(bytes) : bytes, to.voidPromise());
        if (!flushing) {
            flushing = true;
            to.eventLoop().execute(() -> {
                flushing = false;
                to.flush();
            });
        }
    }

    /** Ends the connection, after what was sent. */
    void close(String because) {
        Channel to = channel;
        if (to != null) {
            why = because;
            to.flush();
            to.close();
        }
    }

    private static boolean isEpoll(IoEventLoop loop) {
        try {
            return loop.isIoType(EpollIoHandler.class);
        } catch (LinkageError absent) {
            return false;
        }
    }

    private void prepare(Channel made, URI server) {
        ChannelPipeline pipeline = made.pipeline();
        if (webSocket) {
            pipeline.addLast(
                    new HttpClientCodec(),
                    new HttpObjectAggregator(HTTP_BYTES),
                    new WebSocketClientProtocolHandler(
                            server, WebSocketVersion.V13, null, false, new DefaultHttpHeaders(), LARGEST_FRAME),
                    new WebSocketFrameAggregator(LARGEST_FRAME),
                    new Frames<>(BinaryWebSocketFrame.class));
        } else {
            pipeline.addLast(
                    new LengthFieldBasedFrameDecoder(LARGEST_FRAME, 0, LENGTH_BYTES, 0, LENGTH_BYTES),
                    new Frames<>(ByteBuf.class));
        }
    }

    private void received(ByteBuf bytes) throws InvalidProtocolBufferException {
        end.received(this, Envelope.parseFrom(ByteBufUtil.getBytes(bytes)));
    }

    private final class Frames<T> extends SimpleChannelInboundHandler<T> {

        Frames(Class<T> type) {
            super(type);
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            if (!webSocket) {
                end.open(Wire.this);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                end.open(Wire.this);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, T frame) throws InvalidProtocolBufferException {
            received(frame instanceof BinaryWebSocketFrame binary ? binary.content() : (ByteBuf) frame);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.gone(Wire.this, why);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            why = String.valueOf(cause.getMessage());
            ctx.close();
        }
    }
}
