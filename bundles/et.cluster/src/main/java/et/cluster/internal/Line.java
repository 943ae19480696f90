package et.cluster.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a link have in common: frames in, frames out, HELLO first, signs of life, and one end of it all. Used on its loop only.
 *
 * <p>What was written in a turn of the loop goes out together: at the end of a read from this connection, or by a task behind those that are
 * there already.
 */
final class Line extends ByteToMessageDecoder {

    /** One end of a link. */
    interface End {

        /** There is a connection, and TLS has been asked for; the gateway end says HELLO first. */
        default void connected() {}

        /** The other side has said who it is. Throws {@link WireException} if it is not welcome. */
        void hello(Hello peer, @Nullable SslHandler tls);

        /** A frame of a type that is not for the line itself. */
        void frame(int type, FrameIn in);

        /** What was collected besides frames is to be written: the turn ends. */
        default void turnEnds() {}

        /** Some time has passed. */
        default void tick() {}

        /** The link is down; told once. Nothing comes after it. */
        void down(Down why);
    }

    private final EventLoop loop;
    private final LinkSettings settings;
    private final End end;
    private final FrameIn in = new FrameIn(Unpooled.EMPTY_BUFFER);
    private final FrameOut out;
    private final Remarks remarks;
    private final Runnable flush = this::flushTask;
    private final ScheduledFuture<?> ticker;
    private @Nullable ScheduledFuture<?> handshake;
    private @Nullable Channel channel;
    private boolean greeted;
    private boolean down;
    private boolean reading;
    private boolean flushing;
    private boolean heard;
    private int silent;
    private long gone;

    Line(EventLoop loop, LinkSettings settings, Remarks remarks, End end) {
        this.loop = loop;
        this.settings = settings;
        this.remarks = remarks;
        this.end = end;
        this.out = new FrameOut(settings.frame(), Unpooled.EMPTY_BUFFER);
        int ping = settings.pingMillis();
        this.ticker = loop.scheduleWithFixedDelay(this::tick, ping, ping, TimeUnit.MILLISECONDS);
        this.handshake = loop.schedule(this::late, settings.handshakeMillis(), TimeUnit.MILLISECONDS);
    }

    FrameOut out() {
        return out;
    }

    boolean isDown() {
        return down;
    }

    EventLoop loop() {
        return loop;
    }

    /** Says HELLO; nothing else may go out yet. */
    void greet(Hello hello) {
        Channel to = channel;
        if (to != null) {
            FrameOut first = new FrameOut(settings.frame(), Unpooled.EMPTY_BUFFER);
            hello.write(first);
            first.open(to);
        }
    }

    /** Both have said HELLO: what waits goes out. */
    void open() {
        Channel to = channel;
        if (to != null) {
            out.open(to);
        }
    }

    /** Something was written, and goes out at the end of the turn. */
    void written() {
        long waits = out.waits();
        if (waits > settings.limit()) {
            down(new Down(
                    Down.Cause.OVERFLOW,
                    waits + " bytes wait to be sent (expected: at most " + settings.limit() + ", output.limit)"));
        } else if (!reading && !flushing) {
            flushing = true;
            loop.execute(flush);
        }
    }

    /** Like {@link #written}, where somebody else flushes at the end of the turn. */
    void collected() {
        if (out.waits() > settings.limit()) {
            written();
        }
    }

    void flush() {
        if (!down) {
            end.turnEnds();
            out.flush();
        }
    }

    private void flushTask() {
        flushing = false;
        flush();
    }

    /** Ends the link. */
    void down(Down why) {
        if (down) {
            return;
        }
        down = true;
        ticker.cancel(false);
        shaken();
        out.release();
        if (channel != null) {
            channel.close();
        }
        end.down(why);
    }

    private void shaken() {
        if (handshake != null) {
            handshake.cancel(false);
            handshake = null;
        }
    }

    private void late() {
        down(new Down(Down.Cause.SILENT, "no HELLO within " + settings.handshakeMillis() + " ms"));
    }

    /**
     * Counts turns of the clock in which nothing was heard, not time: a loop that was held up itself has read nothing either, and then one
     * turn has passed, however long it took.
     */
    private void tick() {
        Channel on = channel;
        if (!greeted || on == null) {
            return;
        }
        end.tick();
        if (down) {
            return;
        }
        // While nothing is read, a sign of life is that the other side takes what is sent.
        boolean paused = !on.config().isAutoRead();
        long progress = out.progress();
        boolean alive = paused ? progress > gone : heard;
        gone = progress;
        heard = false;
        silent = alive ? 0 : silent + 1;
        if (silent >= settings.silentPings()) {
            down(new Down(
                    Down.Cause.SILENT,
                    "no sign of life for " + (long) silent * settings.pingMillis() + " ms (silence.millis)"));
        } else if (silent > 0 && !paused) {
            out.begin(Wire.PING, 0).end();
            written();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        if (down) {
            context.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        end.connected();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) throws Exception {
        reading = true;
        super.channelRead(context, read);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        // The decoder's own would go on reading while that is paused.
        discardSomeReadBytes();
        flush();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf from, List<Object> unused) {
        if (down) {
            from.skipBytes(from.readableBytes());
            return;
        }
        if (from.readableBytes() < Integer.BYTES) {
            return;
        }
        int length = from.getInt(from.readerIndex());
        int most = greeted ? settings.frame() : Wire.HELLO_MOST;
        if (length < 1 || length > most) {
            down(new Down(
                    Down.Cause.VIOLATION,
                    "a frame of " + Integer.toUnsignedString(length) + " bytes (expected: 1 to " + most + ")"));
            return;
        }
        if (from.readableBytes() < Integer.BYTES + length) {
            return;
        }
        from.skipBytes(Integer.BYTES);
        in.begin(from, length);
        heard = true;
        try {
            frame(context, in.fixed1());
        } catch (WireException violation) {
            down(new Down(Down.Cause.VIOLATION, String.valueOf(violation.getMessage())));
        } catch (RuntimeException fault) {
            // Of this side, over one frame: what it was for is sent again, or asked for again.
            remarks.fault("A frame that came over a link was not handled", fault);
        } finally {
            in.skip();
        }
    }

    private void frame(ChannelHandlerContext context, int type) {
        if (!greeted) {
            if (type != Wire.HELLO) {
                throw new WireException("a first frame of type " + type + " (expected: " + Wire.HELLO + ", HELLO)");
            }
            Hello peer = Hello.read(in);
            end.hello(peer, context.pipeline().get(SslHandler.class));
            greeted = true;
            shaken();
            return;
        }
        switch (type) {
            case Wire.PING -> {
                in.end();
                out.begin(Wire.PONG, 0).end();
                written();
            }
            case Wire.PONG -> in.end();
            case Wire.TYPE -> in.name();
            default -> end.frame(type, in);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        down(new Down(Down.Cause.CLOSED, "closed by the other side"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
        down(Down.of(fault));
    }
}
