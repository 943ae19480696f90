package et.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** What a transport puts around what it sends. */
enum Framing {

    /** Four bytes of length, big-endian, before each envelope. */
    LENGTH {
        @Override
        void before(ByteBuf out, int size) {
            out.writeInt(size);
        }

        @Override
        void last(ByteBuf out, int code, String text) {
            // TCP has its own way to end.
        }
    },

    /** An unmasked binary frame of RFC 6455 around each envelope, and a close frame at the end. */
    WEB_SOCKET {
        @Override
        void before(ByteBuf out, int size) {
            out.writeByte(0x82);
            if (size < 126) {
                out.writeByte(size);
            } else if (size < 1 << 16) {
                out.writeByte(126).writeShort(size);
            } else {
                out.writeByte(127).writeLong(size);
            }
        }

        @Override
        void last(ByteBuf out, int code, String text) {
            // A control frame holds 125 bytes, two of them for the code (RFC 6455, 5.5); cut between characters.
            String reason = text;
            while (ByteBufUtil.utf8Bytes(reason) > 123) {
                reason = reason.substring(0, reason.offsetByCodePoints(reason.length(), -1));
            }
            out.writeByte(0x88).writeByte(2 + ByteBufUtil.utf8Bytes(reason)).writeShort(Math.min(code, LAST_CODE));
            ByteBufUtil.writeUtf8(out, reason);
        }
    };

    /** The longest that {@link #before} writes, in bytes. */
    static final int LONGEST = 10;

    /** WebSocket's range for private use starts here (RFC 6455, 7.4.2). */
    static final int CLOSE_BASE = 4000;

    /** The end of that range; it stands for a game's own codes. */
    private static final int LAST_CODE = 4999;

    /** What a client says, and is told, that just leaves (RFC 6455, 7.4.1). */
    static final int NORMAL = 1000;

    /** Writes what comes before an envelope of this size. */
    abstract void before(ByteBuf out, int size);

    /** Writes what comes after the last envelope, with a code of RFC 6455. */
    abstract void last(ByteBuf out, int code, String text);
}
