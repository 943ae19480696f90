package et.net.internal;

import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What goes to one client: collected in one buffer during a turn of the loop, sent when the turn ends. On the client's loop only. */
final class Output {

    /** How long the last frame may take to go out. */
    private static final int FAREWELL_MILLIS = 2000;

    /**
     * How long to wait for the client's end after that. Closing with input unread would reset the connection, and the client would not see why
     * it was closed.
     */
    private static final int LINGER_MILLIS = 1000;

    private static final int SMALLEST = 256;
    private static final byte[] NOTHING = {};

    private final Channel channel;
    private final Framing framing;

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf collected;
    private @Nullable ScheduledFuture<?> end;
    private int last = SMALLEST;

    Output(Channel channel, Framing framing) {
        this.channel = channel;
        this.framing = framing;
    }

    /** From now on things can be sent. */
    void open(ChannelHandlerContext from) {
        context = from;
    }

    /** Whether nothing was collected in this turn. */
    boolean isEmpty() {
        return collected == null;
    }

    /** Bytes that the client has not taken yet, as far as this machine knows. */
    long waiting() {
        ByteBuf mine = collected;
        ChannelOutboundBuffer sent = channel.unsafe().outboundBuffer();
        return (mine == null ? 0 : mine.readableBytes()) + (sent == null ? 0 : sent.totalPendingWriteBytes());
    }

    /** Where what is to be sent can be written; null before {@link #open}. */
    @Nullable ByteBuf room(int bytes) {
        ByteBuf to = collected;
        if (to == null && context != null) {
            to = channel.alloc().ioBuffer(Math.max(last, bytes));
            collected = to;
        }
        return to;
    }

    /** Appends an envelope. */
    void write(
            ByteBuf to,
            Kind kind,
            long number,
            int message,
            String type,
            String id,
            byte[] payload,
            int code,
            String text) {
        EnvelopeWriter.write(to, framing, kind, number, message, type, id, payload, code, text);
    }

    /** Sends what was collected in this turn. */
    void flush() {
        ByteBuf ready = collected;
        if (ready != null && context != null) {
            collected = null;
            last = Math.max(SMALLEST, ready.readableBytes());
            context.writeAndFlush(ready, context.voidPromise());
        }
    }

    /** Sends what was collected, and why this is the end; closes. Nothing can be sent any more. */
    void farewell(int code, String text) {
        ChannelHandlerContext from = context;
        if (from == null) {
            channel.close();
            return;
        }
        ByteBuf all = collected == null ? channel.alloc().ioBuffer(SMALLEST) : collected;
        EnvelopeWriter.write(all, framing, Kind.CLOSE, 0, 0, "", "", NOTHING, code, text);
        framing.last(all, Framing.CLOSE_BASE + code, text);
        sendLast(from, all);
    }

    /** The client has ended the connection: agrees, where the transport has a way to. */
    void agree() {
        ChannelHandlerContext from = context;
        if (from == null) {
            channel.close();
            return;
        }
        ByteBuf all = collected == null ? channel.alloc().ioBuffer(SMALLEST) : collected;
        framing.last(all, Framing.NORMAL, "");
        sendLast(from, all);
    }

    private void sendLast(ChannelHandlerContext from, ByteBuf all) {
        collected = null;
        context = null;
        closeIn(FAREWELL_MILLIS);
        from.writeAndFlush(all).addListener(sent -> linger(sent.isSuccess()));
    }

    /** The channel is gone. */
    void release() {
        context = null;
        if (end != null) {
            end.cancel(false);
        }
        if (collected != null) {
            collected.release();
            collected = null;
        }
    }

    private void linger(boolean sent) {
        if (sent && channel.isActive() && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
            // What still comes is thrown away.
            channel.config().setAutoRead(true);
            closeIn(LINGER_MILLIS);
        } else {
            channel.close();
        }
    }

    private void closeIn(int millis) {
        if (end != null) {
            end.cancel(false);
        }
        end = channel.eventLoop().schedule(() -> channel.close(), millis, TimeUnit.MILLISECONDS);
    }
}
