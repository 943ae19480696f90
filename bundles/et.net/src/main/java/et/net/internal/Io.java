package et.net.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** How loops talk to the kernel. A loop and the sockets on it are of the same kind. */
enum Io {
    /** Opt-in: its bundles are not in the distribution, and many container sandboxes forbid its system calls. */
    IO_URING {
        @Override
        boolean available() {
            try {
                return IoUring.isAvailable();
            } catch (LinkageError absent) {
                return false;
            }
        }

        @Override
        boolean moves() {
            // The kernel may be reading for the socket, into a buffer of the loop that it leaves.
            return false;
        }

        @Override
        IoHandlerFactory handler() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        Class<? extends IoHandler> type() {
            return IoUringIoHandler.class;
        }

        @Override
        Class<? extends ServerChannel> serverSocket() {
            return IoUringServerSocketChannel.class;
        }
    },

    EPOLL {
        @Override
        boolean available() {
            try {
                return Epoll.isAvailable();
            } catch (LinkageError absent) {
                return false;
            }
        }

        @Override
        IoHandlerFactory handler() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends IoHandler> type() {
            return EpollIoHandler.class;
        }

        @Override
        Class<? extends ServerChannel> serverSocket() {
            return EpollServerSocketChannel.class;
        }
    },

    NIO {
        @Override
        boolean available() {
            return true;
        }

        @Override
        IoHandlerFactory handler() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends IoHandler> type() {
            return NioIoHandler.class;
        }

        @Override
        Class<? extends ServerChannel> serverSocket() {
            return NioServerSocketChannel.class;
        }
    };

    /** Whether this machine and this container have it. */
    abstract boolean available();

    abstract IoHandlerFactory handler();

    /** Whether a socket can go from one loop to another. */
    boolean moves() {
        return true;
    }

    abstract Class<? extends IoHandler> type();

    /** The listening socket that fits. */
    abstract Class<? extends ServerChannel> serverSocket();

    /** The kind of a loop. */
    static Io of(EventLoop loop) {
        if (loop instanceof IoEventLoop io) {
            for (Io candidate : values()) {
                if (candidate.available() && io.isIoType(candidate.type())) {
                    return candidate;
                }
            }
        }
        throw new IllegalArgumentException("loop: " + loop + " (expected: a loop of the Loops service)");
    }
}
