package et.bench;

import com.google.protobuf.ByteString;
import et.client.MessageId;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;

/** Frames as docs/protocol.md has them over TCP: those that come often are written and read without objects. */
final class Frames {

    static final int LENGTH_BYTES = 4;

    private static final int KIND = 1 << 3;
    private static final int NUMBER = 2 << 3;
    private static final int ACK = 7 << 3;

    private static final int ADD = MessageId.of("bench.Add");

    private Frames() {}

    /** What is the same in all requests: message and payload, which is one field of bytes. Up to 16 KB: its length takes two bytes at most. */
    static byte[] request(int payload) {
        byte[] bytes = new byte[payload];
        bytes[0] = 1 << 3 | 2;
        if (payload <= 2 + 0x7f) {
            bytes[1] = (byte) (payload - 2);
        } else {
            bytes[1] = (byte) (((payload - 3) & 0x7f) | 0x80);
            bytes[2] = (byte) ((payload - 3) >>> 7);
        }
        return Envelope.newBuilder()
                .setMessage(ADD)
                .setPayload(ByteString.copyFrom(bytes))
                .build()
                .toByteArray();
    }

    /** Adds a request to others in a buffer. */
    static void request(ByteBuf out, long number, byte[] same, long ack) {
        out.writeInt(2 + 1 + length(number) + same.length + 1 + length(ack));
        out.writeByte(KIND).writeByte(Kind.REQUEST_VALUE).writeByte(NUMBER);
        varint(out, number);
        out.writeBytes(same).writeByte(ACK);
        varint(out, ack);
    }

    /** The kind of the envelope that begins at the reader's index. */
    static int kind(ByteBuf envelope) {
        return envelope.getByte(envelope.readerIndex()) == KIND ? envelope.getByte(envelope.readerIndex() + 1) : 0;
    }

    /** The number of an envelope; it is the field behind the kind. */
    static long number(ByteBuf envelope) {
        int at = envelope.readerIndex() + 2;
        if (envelope.getByte(at++) != NUMBER) {
            return 0;
        }
        long number = 0;
        int shift = 0;
        byte next;
        do {
            next = envelope.getByte(at++);
            number |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return number;
    }

    private static void varint(ByteBuf out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.writeByte((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    private static int length(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    }
}
