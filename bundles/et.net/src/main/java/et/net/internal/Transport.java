package et.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A way in. It binds an address, makes a {@link ClientConnection} of each client through {@link Reception#enter}, and hands it frames; limits,
 * output and farewell are the connection's. A transport over datagrams (KCP, QUIC) is one more of these, with a {@link Channel} per client.
 */
interface Transport {

    /** {@code tcp}, {@code ws}: as people read it in the log and in the console. */
    String name();

    /** Listens. The channel of the future is the one to close. */
    ChannelFuture bind(List<EventLoop> loops, InetSocketAddress address, Reception reception);
}
