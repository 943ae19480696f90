package et.cluster.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** The sockets that fit a loop. */
record Sockets(Class<? extends SocketChannel> client, Class<? extends ServerChannel> server) {

    static Sockets of(EventLoop loop) {
        if (!(loop instanceof IoEventLoop io)) {
            throw new IllegalArgumentException("loop: " + loop + " (expected: a loop of the Loops service)");
        }
        if (io.isIoType(NioIoHandler.class)) {
            return new Sockets(NioSocketChannel.class, NioServerSocketChannel.class);
        }
        // Their classes are looked for only by a loop of their kind: they are not on every machine.
        return Epoll.is(io) ? Epoll.sockets() : IoUring.sockets();
    }

    private static final class Epoll {

        static boolean is(IoEventLoop io) {
            try {
                return io.isIoType(EpollIoHandler.class);
            } catch (LinkageError absent) {
                return false;
            }
        }

        static Sockets sockets() {
            return new Sockets(EpollSocketChannel.class, EpollServerSocketChannel.class);
        }
    }

    private static final class IoUring {

        static Sockets sockets() {
            return new Sockets(IoUringSocketChannel.class, IoUringServerSocketChannel.class);
        }
    }
}
