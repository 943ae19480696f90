package et.cluster.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames one behind the other into buffers, which go out when the turn of the loop ends; before the link is up, they wait. One loop
 * only.
 *
 * <p>{@code begin}, then the fields, then {@link #end}: the payload is copied once, and never moved after that.
 */
final class FrameOut {

    private static final int SMALLEST = 1024;

    /** A buffer that has got so long is handed on, and the next one begun. */
    private static final int LONG = 65_536;

    private final int frameMost;
    private final Map<String, Integer> types = new HashMap<>();
    private final List<ByteBuf> waiting = new ArrayList<>();
    private @Nullable Channel channel;
    private @Nullable ByteBuf buffer;
    private ByteBuf current;
    private int start;
    private long waits;
    private long handed;
    private boolean released;

    FrameOut(int frameMost, ByteBuf empty) {
        this.frameMost = frameMost;
        this.current = empty;
    }

    /** The link is up: what waits goes out, and what comes later goes out with the next {@link #flush}. */
    void open(Channel to) {
        channel = to;
        for (ByteBuf full : waiting) {
            write(to, full);
        }
        waiting.clear();
        waits = 0;
        flush();
    }

    /** Begins a frame, whose payload will have so many bytes. */
    FrameOut begin(int type, int payload) {
        ByteBuf now = buffer;
        if (now != null && now.readableBytes() > 0 && now.readableBytes() + (long) payload > LONG) {
            hand();
            now = null;
        }
        if (released) {
            now = Unpooled.buffer(payload + SMALLEST);
        } else if (now == null) {
            now = ByteBufAllocator.DEFAULT.ioBuffer(Math.max(SMALLEST, payload + SMALLEST));
            buffer = now;
        }
        current = now;
        start = now.writerIndex();
        now.ensureWritable(payload + Wire.HEAD);
        now.writeInt(0).writeByte(type);
        return this;
    }

    /**
     * Ends the frame.
     *
     * @return whether the other side takes a frame so long; if not, it has not been written
     */
    boolean end() {
        int length = current.writerIndex() - start - Integer.BYTES;
        if (length > frameMost) {
            current.writerIndex(start);
            return false;
        }
        current.setInt(start, length);
        return true;
    }

    /** Names the type to the other side, if that has not been done yet. Called between frames. */
    void name(String type) {
        if (!types.containsKey(type)) {
            types.put(type, types.size());
            begin(Wire.TYPE, 0).text(type).end();
        }
    }

    FrameOut fixed1(int value) {
        current.writeByte(value);
        return this;
    }

    FrameOut fixed4(int value) {
        current.writeInt(value);
        return this;
    }

    FrameOut fixed8(long value) {
        current.writeLong(value);
        return this;
    }

    FrameOut varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            current.writeByte((int) left | 0x80);
            left >>>= 7;
        }
        current.writeByte((int) left);
        return this;
    }

    FrameOut text(String text) {
        varint(ByteBufUtil.utf8Bytes(text));
        ByteBufUtil.writeUtf8(current, text);
        return this;
    }

    FrameOut type(String type) {
        Integer number = types.get(type);
        return varint(number == null ? Integer.MAX_VALUE : number);
    }

    FrameOut bytes(byte[] bytes) {
        current.writeBytes(bytes);
        return this;
    }

    int types() {
        return types.size();
    }

    /** Grows with what goes out, and with nothing else. */
    long progress() {
        ChannelOutboundBuffer pending =
                channel == null ? null : channel.unsafe().outboundBuffer();
        return pending == null ? handed : handed - pending.totalPendingWriteBytes();
    }

    /** Bytes that have not gone out. */
    long waits() {
        long all = waits + (buffer == null ? 0 : buffer.readableBytes());
        ChannelOutboundBuffer pending =
                channel == null ? null : channel.unsafe().outboundBuffer();
        return pending == null ? all : all + pending.totalPendingWriteBytes();
    }

    void flush() {
        Channel to = channel;
        if (to != null) {
            hand();
            to.flush();
        }
    }

    /** The link is down. What is written from now on goes nowhere. */
    void release() {
        released = true;
        channel = null;
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        waits = 0;
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }

    private void hand() {
        ByteBuf full = buffer;
        if (full == null) {
            return;
        }
        buffer = null;
        Channel to = channel;
        if (to != null) {
            write(to, full);
        } else {
            waiting.add(full);
            waits += full.readableBytes();
        }
    }

    /** A write that fails shows as the end of the channel. */
    private void write(Channel to, ByteBuf full) {
        handed += full.readableBytes();
        to.write(full);
    }
}
