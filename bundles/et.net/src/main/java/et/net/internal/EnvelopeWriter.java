package et.net.internal;

import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Writes {@code et.client.Envelope} as a server sends it, byte for byte as protobuf would, straight into a connection's output. One per
 * connection.
 *
 * <p>Small fields are gathered in an array first: a buffer asks at each byte whether it has been released, and has room.
 */
final class EnvelopeWriter {

    private static final int FIELDS = 96;
    private static final int TAG_AND_VARINT = 11;

    private final Framing framing;
    private final byte[] fields = new byte[FIELDS];
    private int filled;

    /** @param framing what the transport puts around each envelope */
    EnvelopeWriter(Framing framing) {
        this.framing = framing;
    }

    /** Appends one envelope with the transport's framing around it. Absent numbers are 0, absent texts empty. */
    void write(
            ByteBuf out,
            Kind kind,
            long number,
            int message,
            String toType,
            String toId,
            byte[] payload,
            int code,
            String text) {
        int typeBytes = ByteBufUtil.utf8Bytes(toType);
        int idBytes = ByteBufUtil.utf8Bytes(toId);
        int textBytes = ByteBufUtil.utf8Bytes(text);
        int size = varintField(kind.getNumber())
                + varintField(number)
                + (message == 0 ? 0 : 5)
                + bytesField(typeBytes)
                + bytesField(idBytes)
                + bytesField(payload.length)
                + varintField(code & 0xffff_ffffL)
                + bytesField(textBytes);
        out.ensureWritable(Framing.LONGEST + size);
        framing.before(out, size);
        filled = 0;
        varint(out, 1 << 3, kind.getNumber());
        varint(out, 2 << 3, number);
        if (message != 0) {
            fixed32(out, 3 << 3 | 5, message);
        }
        text(out, 4 << 3 | 2, toType, typeBytes);
        text(out, 5 << 3 | 2, toId, idBytes);
        if (payload.length != 0) {
            varint(out, 6 << 3 | 2, payload.length);
            pour(out);
            out.writeBytes(payload);
        }
        varint(out, 9 << 3, code & 0xffff_ffffL);
        text(out, 10 << 3 | 2, text, textBytes);
        pour(out);
    }

    /** An upper bound of what {@link #write} appends. */
    static int bound(int strings, int payload) {
        // Ten fields with a tag of one byte and a varint of ten at most; a char takes three bytes at most.
        return Framing.LONGEST + 110 + 3 * strings + payload;
    }

    private static int varintField(long value) {
        return value == 0 ? 0 : 1 + varintSize(value);
    }

    private static int bytesField(int length) {
        return length == 0 ? 0 : 1 + varintSize(length) + length;
    }

    private static int varintSize(long value) {
        // Seven bits a byte, at least one byte.
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    private void room(ByteBuf out, int bytes) {
        if (filled + bytes > FIELDS) {
            pour(out);
        }
    }

    private void pour(ByteBuf out) {
        if (filled != 0) {
            out.writeBytes(fields, 0, filled);
            filled = 0;
        }
    }

    private void varint(ByteBuf out, int tag, long value) {
        if (value != 0) {
            room(out, TAG_AND_VARINT);
            fields[filled++] = (byte) tag;
            long left = value;
            while ((left & ~0x7fL) != 0) {
                fields[filled++] = (byte) (left | 0x80);
                left >>>= 7;
            }
            fields[filled++] = (byte) left;
        }
    }

    private void fixed32(ByteBuf out, int tag, int value) {
        room(out, 1 + Integer.BYTES);
        fields[filled++] = (byte) tag;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            fields[filled++] = (byte) (value >>> shift);
        }
    }

    private void text(ByteBuf out, int tag, String text, int bytes) {
        varint(out, tag, bytes);
        if (bytes == text.length() && bytes <= FIELDS) {
            room(out, bytes);
            for (int i = 0; i < bytes; i++) {
                fields[filled++] = (byte) text.charAt(i);
            }
        } else {
            pour(out);
            ByteBufUtil.writeUtf8(out, text);
        }
    }
}
