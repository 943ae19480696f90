package et.net.internal;

import et.net.Frame;
import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.CharsetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code et.client.Envelope} in place: protobuf's encoding without its objects. One per connection, used again for each frame.
 *
 * <p>It takes what protobuf takes, and is stricter in four points, none of which a generated encoder produces: a known field with another
 * wire type, a tag of more than 32 bits, groups, and texts longer than the protocol allows are errors. Unknown fields are skipped; of a field
 * that comes twice the last one counts.
 */
final class EnvelopeReader implements Frame {

    static final int LONGEST_TYPE = 64;
    static final int LONGEST_ID = 128;
    static final int LONGEST_TEXT = 512;

    private static final byte[] NOTHING = {};
    private static final int LAST_FIELD = 10;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final Word typeWord = new Word();
    private final Word idWord = new Word();
    private final Word textWord = new Word();

    // Where the scan is; meaningful inside read() only.
    private int at;
    private int end;
    private @Nullable String problem;

    private @Nullable ByteBuf in;
    private int payloadAt;
    private int payloadLength;
    private byte @Nullable [] payload;

    private int kindNumber;
    private Kind kind = Kind.KIND_UNSPECIFIED;
    private long number;
    private int message;
    private String toType = "";
    private String toId = "";
    private long ack;
    private long pushAck;
    private int code;
    private String text = "";

    /**
     * Reads one envelope. The buffer's indexes stay as they are; the payload is copied when it is asked for.
     *
     * @return null when all is well, else what is wrong with it, in words for the client
     */
    @Nullable String read(ByteBuf buffer, int start, int length) {
        clear();
        in = buffer;
        at = start;
        end = start + length;
        while (at < end && problem == null) {
            field(buffer);
        }
        if (problem == null) {
            Kind known = Kind.forNumber(kindNumber);
            kind = known == null ? Kind.UNRECOGNIZED : known;
        }
        return problem;
    }

    /** Makes an ACK of a PING or PONG that carries acknowledgements: the rest of it is dealt with. */
    void becomeAck() {
        kindNumber = Kind.ACK_VALUE;
        kind = Kind.ACK;
        number = 0;
    }

    /** Lets go of the buffer. */
    void done() {
        in = null;
        payload = null;
    }

    private void clear() {
        problem = null;
        payload = null;
        payloadLength = 0;
        kindNumber = 0;
        number = 0;
        message = 0;
        toType = "";
        toId = "";
        ack = 0;
        pushAck = 0;
        code = 0;
        text = "";
    }

    private void field(ByteBuf buffer) {
        long tag = varint(buffer);
        switch ((int) tag) {
            case 1 << 3 | VARINT -> kindNumber = (int) varint(buffer);
            case 2 << 3 | VARINT -> number = varint(buffer);
            case 3 << 3 | FIXED32 -> message = fixed32(buffer);
            case 4 << 3 | BYTES -> toType = word(buffer, typeWord, LONGEST_TYPE, "to_type");
            case 5 << 3 | BYTES -> toId = word(buffer, idWord, LONGEST_ID, "to_id");
            case 6 << 3 | BYTES -> payload(buffer);
            case 7 << 3 | VARINT -> ack = varint(buffer);
            case 8 << 3 | VARINT -> pushAck = varint(buffer);
            case 9 << 3 | VARINT -> code = (int) varint(buffer);
            case 10 << 3 | BYTES -> text = word(buffer, textWord, LONGEST_TEXT, "text");
            default -> skip(buffer, tag);
        }
        if (tag >>> 32 != 0) {
            wrong("a tag of more than 32 bits");
        }
    }

    private void skip(ByteBuf buffer, long tag) {
        long field = tag >>> 3;
        if (field == 0) {
            wrong("field number 0");
        } else if (field <= LAST_FIELD) {
            wrong("a field with the wrong wire type");
        } else {
            switch ((int) tag & 7) {
                case VARINT -> varint(buffer);
                case FIXED64 -> move(8);
                case BYTES -> move(length(buffer));
                case FIXED32 -> move(4);
                default -> wrong("a group or an unknown wire type");
            }
        }
    }

    private void payload(ByteBuf buffer) {
        payloadLength = length(buffer);
        payloadAt = at;
        move(payloadLength);
    }

    private String word(ByteBuf buffer, Word word, int longest, String name) {
        int length = length(buffer);
        int start = at;
        move(length);
        if (problem != null || length == 0) {
            return "";
        }
        // A UTF-16 char takes three bytes at most, so this is checked before anything is made of the bytes.
        String read = length > 3 * longest ? null : word.read(buffer, start, length);
        if (read == null && length <= 3 * longest) {
            wrong(name + " is not UTF-8");
        } else if (read == null || read.length() > longest) {
            wrong(name + " has more than " + longest + " characters");
        }
        return read == null ? "" : read;
    }

    private int length(ByteBuf buffer) {
        long length = varint(buffer);
        if (length < 0 || length > end - at) {
            wrong("truncated");
            return 0;
        }
        return (int) length;
    }

    private int fixed32(ByteBuf buffer) {
        int start = at;
        move(4);
        return problem == null ? buffer.getIntLE(start) : 0;
    }

    private long varint(ByteBuf buffer) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                wrong("truncated");
                return 0;
            }
            byte next = buffer.getByte(at++);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        wrong("a varint of more than 10 bytes");
        return 0;
    }

    private void move(int bytes) {
        if (bytes > end - at) {
            wrong("truncated");
        } else {
            at += bytes;
        }
    }

    private void wrong(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int message() {
        return message;
    }

    @Override
    public String toType() {
        return toType;
    }

    @Override
    public String toId() {
        return toId;
    }

    @Override
    public byte[] payload() {
        byte[] copy = payload;
        if (copy == null) {
            copy = NOTHING;
            if (payloadLength > 0 && in != null) {
                copy = new byte[payloadLength];
                in.getBytes(payloadAt, copy);
            }
            payload = copy;
        }
        return copy;
    }

    @Override
    public long ack() {
        return ack;
    }

    @Override
    public long pushAck() {
        return pushAck;
    }

    @Override
    public int kindNumber() {
        return kindNumber;
    }

    /** A server's field; read so that both directions can be compared with protobuf. */
    int code() {
        return code;
    }

    /** A server's field, as {@link #code}. */
    String text() {
        return text;
    }

    /** The last text of one field. A client addresses few actors, one after the other, mostly the same: then no string is made. */
    private static final class Word {

        private byte[] bytes = NOTHING;
        private String text = "";

        /** The text, or null when it is not UTF-8. */
        @Nullable String read(ByteBuf buffer, int start, int length) {
            if (same(buffer, start, length)) {
                return text;
            }
            if (!ByteBufUtil.isText(buffer, start, length, CharsetUtil.UTF_8)) {
                return null;
            }
            bytes = ByteBufUtil.getBytes(buffer, start, length, true);
            text = new String(bytes, CharsetUtil.UTF_8);
            return text;
        }

        private boolean same(ByteBuf buffer, int start, int length) {
            if (length != bytes.length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (buffer.getByte(start + i) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
