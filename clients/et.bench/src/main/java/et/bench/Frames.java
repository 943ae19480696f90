package et.bench;

import com.google.protobuf.ByteString;
import et.bench.Requests.Acks;
import et.client.MessageId;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Frames as docs/protocol.md has them: those that come often are written and read without objects. */
final class Frames {

    /** What a request's frame has at most besides what is the same in all: what is before it, its kind, number and acknowledgements. */
    static final int MOST = Framing.MOST + 44;

    /** The actor that all players of {@link Workload#W2} join. */
    static final String CROWD = "1";

    private static final int KIND = 1 << 3;
    private static final int NUMBER = 2 << 3;
    private static final int MESSAGE = 3 << 3 | 5;
    private static final int TO_ID = 5 << 3 | 2;
    private static final int PAYLOAD = 6 << 3 | 2;
    private static final int ACK = 7 << 3;
    private static final int PUSH_ACK = 8 << 3;

    /** The only field of {@code Heard}, the first of {@code Add}, and both of {@code Say}. */
    private static final int SAID = 1 << 3 | 2;

    private static final int PADDING = 1 << 3 | 2;
    private static final int DUE = 2 << 3 | 1;
    private static final int DUE_BYTES = 1 + Long.BYTES;

    private static final int ADD = MessageId.of("bench.Add");
    private static final int SAY = MessageId.of("bench.Say");
    private static final int WAKE = MessageId.of("bench.Wake");
    private static final int SAVE = MessageId.of("bench.Save");
    private static final int ENTER = MessageId.of("bench.Enter");
    private static final int HEARD = MessageId.of("bench.Heard");

    /** Of the longest id of an actor, which is a number. */
    static final int MOST_DIGITS = 19;

    private Frames() {}

    /** What is the same in all requests that add one: message and payload, which is one field of bytes. Up to 16 KB. */
    static byte[] add(int payload) {
        return padded(ADD, payload);
    }

    /** What is the same in all requests to sleepers, likewise. */
    static byte[] wake(int payload) {
        return padded(WAKE, payload);
    }

    /** What is the same in all requests to savers, likewise. */
    static byte[] save(int payload) {
        return padded(SAVE, payload);
    }

    private static byte[] padded(int message, int payload) {
        return bytes(Envelope.newBuilder().setMessage(message).setPayload(ByteString.copyFrom(padding(payload))));
    }

    /** The first request to the crowd. */
    static byte[] enter(int ticksPerSecond) {
        ByteBuf payload = Unpooled.buffer().writeByte(1 << 3);
        varint(payload, ticksPerSecond);
        return bytes(crowd(ENTER).setPayload(ByteString.copyFrom(ByteBufUtil.getBytes(payload))));
    }

    /** What is the same in all that is said to the crowd: all but the last eight bytes, which are when it was due. Up to 16 KB. */
    static byte[] say(int payload) {
        byte[] padded = Arrays.copyOf(padding(payload - DUE_BYTES), payload);
        padded[payload - DUE_BYTES] = DUE;
        byte[] whole = bytes(crowd(SAY).setPayload(ByteString.copyFrom(padded)));
        return Arrays.copyOf(whole, whole.length - Long.BYTES);
    }

    private static Envelope.Builder crowd(int message) {
        return Envelope.newBuilder().setMessage(message).setToId(CROWD);
    }

    private static byte[] bytes(Envelope.Builder envelope) {
        return envelope.build().toByteArray();
    }

    /** A field of bytes that takes so many in all. Its length takes two of them at most. */
    private static byte[] padding(int size) {
        byte[] bytes = new byte[size];
        bytes[0] = PADDING;
        if (size <= 2 + 0x7f) {
            bytes[1] = (byte) (size - 2);
        } else {
            bytes[1] = (byte) (((size - 3) & 0x7f) | 0x80);
            bytes[2] = (byte) ((size - 3) >>> 7);
        }
        return bytes;
    }

    /** Adds a request to others in a buffer. */
    static void request(ByteBuf out, Framing framing, long number, byte[] same, Acks acks) {
        begin(out, framing, number, same.length, acks);
        out.writeBytes(same);
        end(out, acks);
    }

    /** Adds one to the crowd. */
    static void say(ByteBuf out, Framing framing, long number, byte[] same, long due, Acks acks) {
        begin(out, framing, number, same.length + Long.BYTES, acks);
        out.writeBytes(same).writeLongLE(due);
        end(out, acks);
    }

    /** Adds one to the actor of this id. */
    static void to(ByteBuf out, Framing framing, long number, byte[] same, long id, Acks acks) {
        byte[] to = Long.toString(id).getBytes(StandardCharsets.US_ASCII);
        begin(out, framing, number, same.length + 2 + to.length, acks);
        out.writeBytes(same).writeByte(TO_ID).writeByte(to.length).writeBytes(to);
        end(out, acks);
    }

    private static void begin(ByteBuf out, Framing framing, long number, int same, Acks acks) {
        int pushes = acks.pushes() == 0 ? 0 : 1 + length(acks.pushes());
        framing.before(out, 2 + 1 + length(number) + same + 1 + length(acks.answers()) + pushes);
        out.writeByte(KIND).writeByte(Kind.REQUEST_VALUE).writeByte(NUMBER);
        varint(out, number);
    }

    private static void end(ByteBuf out, Acks acks) {
        out.writeByte(ACK);
        varint(out, acks.answers());
        if (acks.pushes() > 0) {
            out.writeByte(PUSH_ACK);
            varint(out, acks.pushes());
        }
    }

    /** Adds an answer that says nothing to others in a buffer. */
    static void answer(ByteBuf out, Framing framing, long number) {
        framing.before(out, 2 + 1 + length(number));
        out.writeByte(KIND).writeByte(Kind.ANSWER_VALUE).writeByte(NUMBER);
        varint(out, number);
    }

    /** Adds a push of what was said, a payload of {@code Heard}, to others in a buffer. */
    static void heard(ByteBuf out, Framing framing, long number, ByteBuf said) {
        int size = said.readableBytes();
        framing.before(out, 2 + 1 + length(number) + 1 + Integer.BYTES + 1 + length(size) + size);
        out.writeByte(KIND).writeByte(Kind.PUSH_VALUE).writeByte(NUMBER);
        varint(out, number);
        out.writeByte(MESSAGE).writeIntLE(HEARD).writeByte(PAYLOAD);
        varint(out, size);
        out.writeBytes(said, said.readerIndex(), size);
    }

    /** Adds the payload of a request to the crowd, which begins at the reader's index, to a payload of {@code Heard}. */
    static void gather(ByteBuf heard, ByteBuf say, int length) {
        int start = say.readerIndex();
        int end = payload(say, length);
        int size = end - say.readerIndex();
        heard.writeByte(SAID);
        varint(heard, size);
        heard.writeBytes(say, say.readerIndex(), size);
        say.readerIndex(start);
    }

    /** Whether a request, which begins at the reader's index, is the first one to the crowd. */
    static boolean enters(ByteBuf request) {
        int at = request.readerIndex() + 3;
        while (request.getByte(at) < 0) {
            at++;
        }
        return request.getByte(at + 1) == MESSAGE && request.getIntLE(at + 2) == ENTER;
    }

    /** Tells when each message in a push, which begins at the reader's index, was due. Reads the push. */
    static void dues(ByteBuf push, int length, LongConsumer due) {
        int end = payload(push, length);
        while (push.readerIndex() < end) {
            push.skipBytes(1);
            int size = (int) varint(push);
            due.accept(push.getLongLE(push.readerIndex() + size - Long.BYTES));
            push.skipBytes(size);
        }
    }

    /** Goes on to where an envelope's payload begins, and says where it ends. */
    private static int payload(ByteBuf envelope, int length) {
        int end = envelope.readerIndex() + length;
        while (envelope.readerIndex() < end) {
            int tag = envelope.readByte();
            switch (tag & 7) {
                case 0 -> varint(envelope);
                case 5 -> envelope.skipBytes(Integer.BYTES);
                default -> {
                    int size = (int) varint(envelope);
                    if (tag == PAYLOAD) {
                        return envelope.readerIndex() + size;
                    }
                    envelope.skipBytes(size);
                }
            }
        }
        return end;
    }

    /** The kind of the envelope that begins at the reader's index. */
    static int kind(ByteBuf envelope) {
        return envelope.getByte(envelope.readerIndex()) == KIND ? envelope.getByte(envelope.readerIndex() + 1) : 0;
    }

    /** The number of an envelope; it is the field behind the kind. */
    static long number(ByteBuf envelope) {
        int at = envelope.readerIndex() + 2;
        if (envelope.getByte(at) != NUMBER) {
            return 0;
        }
        int start = envelope.readerIndex();
        envelope.readerIndex(at + 1);
        long number = varint(envelope);
        envelope.readerIndex(start);
        return number;
    }

    private static long varint(ByteBuf in) {
        long number = 0;
        int shift = 0;
        byte next;
        do {
            next = in.readByte();
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
