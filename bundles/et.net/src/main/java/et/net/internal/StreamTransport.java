package et.net.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** A transport over TCP's byte stream. */
final class StreamTransport implements Transport {

    private static final int BACKLOG = 1024;

    private final String name;
    private final Security security;
    private final Framing framing;
    private final Function<ClientConnection, ChannelHandler> first;

    /** @param first what reads a new client's bytes */
    StreamTransport(String name, Security security, Framing framing, Function<ClientConnection, ChannelHandler> first) {
        this.name = name;
        this.security = security;
        this.framing = framing;
        this.first = first;
    }

    static StreamTransport tcp(Security security) {
        return new StreamTransport("tcp", security, Framing.LENGTH, LengthSplitter::new);
    }

    static StreamTransport webSocket(Security security, Supplier<Origins> origins) {
        return new StreamTransport(
                "ws", security, Framing.WEB_SOCKET, connection -> new WebSocketUpgrade(connection, origins));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ChannelFuture bind(List<EventLoop> loops, InetSocketAddress address, Reception reception) {
        EventLoop any = loops.get(0);
        // The group of all loops: connections go round them.
        EventLoopGroup all = any.parent() == null ? any : any.parent();
        return new ServerBootstrap()
                .group(all)
                .channel(Io.of(any).serverSocket())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Client(reception))
                .bind(address);
    }

    @ChannelHandler.Sharable
    private final class Client extends ChannelInitializer<Channel> {

        private final Reception reception;

        Client(Reception reception) {
            this.reception = reception;
        }

        @Override
        protected void initChannel(Channel channel) {
            int high = reception.limits().outputHigh();
            channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
            ClientConnection connection = reception.enter(channel, framing);
            if (connection != null) {
                security.protect(channel);
                channel.pipeline().addLast(first.apply(connection));
            }
        }
    }
}
