package et.cluster.internal;

import et.cluster.Shards;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the fields of one frame, and nothing beyond its end. Knows the types that the other side has named. One loop only. */
final class FrameIn {

    private static final byte[] NOTHING = {};
    private static final int VARINT_BITS = 35;
    private static final int VARLONG_BITS = 70;

    private final List<String> types = new ArrayList<>();
    private ByteBuf buffer;
    private int end;

    FrameIn(ByteBuf empty) {
        buffer = empty;
    }

    /** From here on, reads the next {@code length} bytes; they are there. */
    void begin(ByteBuf from, int length) {
        buffer = from;
        end = from.readerIndex() + length;
    }

    /** The frame has been read; or what is left of it is not wanted. */
    void skip() {
        buffer.readerIndex(end);
    }

    int left() {
        return end - buffer.readerIndex();
    }

    /** Nothing is left over. */
    void end() {
        if (left() != 0) {
            throw new WireException(left() + " bytes left over in a frame (expected: 0)");
        }
    }

    private void need(int bytes) {
        if (bytes > left()) {
            throw new WireException("a frame ends " + (bytes - left()) + " bytes too early");
        }
    }

    int fixed1() {
        need(1);
        return buffer.readUnsignedByte();
    }

    int fixed4() {
        need(Integer.BYTES);
        return buffer.readInt();
    }

    long fixed8() {
        need(Long.BYTES);
        return buffer.readLong();
    }

    /** A number from 0 to 2^31 - 1. */
    int varint() {
        long value = varint(VARINT_BITS);
        if (value > Integer.MAX_VALUE) {
            throw new WireException("number: " + value + " (expected: 0 to " + Integer.MAX_VALUE + ")");
        }
        return (int) value;
    }

    long varlong() {
        return varint(VARLONG_BITS);
    }

    private long varint(int most) {
        long value = 0;
        for (int shift = 0; shift < most; shift += 7) {
            int next = fixed1();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new WireException("a number of more than " + most / 7 + " bytes");
    }

    int within(String what, int value, int most) {
        if (value < 0 || value >= most) {
            throw new WireException(what + ": " + value + " (expected: 0 to " + (most - 1) + ")");
        }
        return value;
    }

    String text() {
        return text(Wire.NAME_MOST);
    }

    String text(int most) {
        int length = varint();
        if (length > most) {
            throw new WireException("a text of " + length + " bytes (expected: at most " + most + ")");
        }
        need(length);
        return buffer.readString(length, StandardCharsets.UTF_8);
    }

    /** A text that is mostly this one: then no other string is made of it. */
    String text(String expected) {
        int from = buffer.readerIndex();
        int length = varint();
        if (length == expected.length() && length <= left() && same(expected)) {
            buffer.skipBytes(length);
            return expected;
        }
        buffer.readerIndex(from);
        return text();
    }

    /** Whether these characters come next; those that take more than one byte are never said to. */
    private boolean same(String expected) {
        int at = buffer.readerIndex();
        for (int i = 0; i < expected.length(); i++) {
            if (buffer.getByte(at + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes() {
        if (left() == 0) {
            return NOTHING;
        }
        byte[] bytes = new byte[left()];
        buffer.readBytes(bytes);
        return bytes;
    }

    int shard() {
        return within("shard", varint(), Shards.COUNT);
    }

    /** The other side names its next type. */
    void name() {
        if (types.size() >= Wire.TYPES_MOST) {
            throw new WireException("more than " + Wire.TYPES_MOST + " actor types");
        }
        types.add(text());
        end();
    }

    String type() {
        return types.get(within("type", varint(), types.size()));
    }
}
