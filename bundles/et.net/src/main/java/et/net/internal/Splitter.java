package et.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives into frames, in place. Only a frame that has not arrived in full is copied, and only what has arrived of it: the length
 * that a client claims makes nothing grow.
 */
abstract class Splitter extends ChannelInboundHandlerAdapter {

    final ClientConnection connection;

    private @Nullable ByteBuf rest;

    Splitter(ClientConnection connection) {
        this.connection = connection;
    }

    /**
     * Takes one frame off the front and hands it to the connection, if it is there in full.
     *
     * @return whether it was
     */
    abstract boolean next(ByteBuf in);

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection.open(ctx, this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (connection.closing()) {
                return;
            }
            connection.arrived();
            ByteBuf before = rest;
            if (before == null) {
                cut(in);
                if (in.isReadable() && !connection.closing()) {
                    rest = ctx.alloc().ioBuffer(in.readableBytes()).writeBytes(in);
                }
            } else {
                before.discardReadBytes().writeBytes(in);
                cutRest();
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.congested(!ctx.channel().isWritable());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        letGo();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A client that resets its connection is no news.
        if (!(cause instanceof IOException)) {
            connection.failed(cause);
        }
        ctx.close();
    }

    /** Goes on with what was read before reading was stopped. */
    void goOn() {
        if (rest != null) {
            connection.arrived();
            cutRest();
            connection.readComplete();
        }
    }

    private void cutRest() {
        ByteBuf in = rest;
        if (in != null) {
            cut(in);
            if (!in.isReadable() || connection.closing()) {
                letRestGo();
            }
        }
    }

    private void cut(ByteBuf in) {
        while (connection.takes() && next(in)) {
            // Each turn takes one frame.
        }
    }

    /** Lets go of all that was kept. */
    void letGo() {
        letRestGo();
    }

    private void letRestGo() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }
}
