package et.net.internal;

import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes {@code et.client.Envelope} as a server sends it, byte for byte as protobuf would, straight into a connection's output. */
final class EnvelopeWriter {

    private EnvelopeWriter() {}

    /** Appends one envelope with the transport's framing around it. Absent numbers are 0, absent texts empty. */
    static void write(
            ByteBuf out,
            Framing framing,
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
        varint(out, 1 << 3, kind.getNumber());
        varint(out, 2 << 3, number);
        if (message != 0) {
            out.writeByte(3 << 3 | 5).writeIntLE(message);
        }
        text(out, 4 << 3 | 2, toType, typeBytes);
        text(out, 5 << 3 | 2, toId, idBytes);
        if (payload.length != 0) {
            out.writeByte(6 << 3 | 2);
            varint(out, payload.length);
            out.writeBytes(payload);
        }
        varint(out, 9 << 3, code & 0xffff_ffffL);
        text(out, 10 << 3 | 2, text, textBytes);
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

    private static void varint(ByteBuf out, int tag, long value) {
        if (value != 0) {
            out.writeByte(tag);
            varint(out, value);
        }
    }

    private static void text(ByteBuf out, int tag, String text, int bytes) {
        if (bytes != 0) {
            out.writeByte(tag);
            varint(out, bytes);
            ByteBufUtil.writeUtf8(out, text);
        }
    }

    private static void varint(ByteBuf out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.writeByte(((int) left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.writeByte((int) left);
    }
}
