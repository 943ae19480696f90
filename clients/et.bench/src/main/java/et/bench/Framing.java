package et.bench;

import io.netty.buffer.ByteBuf;

/** What lies around an envelope on its way; see docs/protocol.md. */
enum Framing {

    /** Over TCP: four bytes of length. */
    LENGTH {
        @Override
        int header(ByteBuf in) {
            return in.readableBytes() < Integer.BYTES ? 0 : Integer.BYTES;
        }

        @Override
        int length(ByteBuf in) {
            return in.getInt(in.readerIndex());
        }

        @Override
        void before(ByteBuf out, int size) {
            out.writeInt(size);
        }
    },

    /** Over WebSocket, as a server writes. */
    WEB_SOCKET {
        @Override
        void before(ByteBuf out, int size) {
            binary(out, size, 0);
        }
    },

    /** Over WebSocket, as a client writes: masked, with a mask that changes nothing, since it is not there to hide from proxies what a benchmark says. */
    WEB_SOCKET_CLIENT {
        @Override
        void before(ByteBuf out, int size) {
            binary(out, size, MASKED);
            out.writeInt(0);
        }
    };

    /** The most that {@link #before} writes. */
    static final int MOST = 14;

    private static final int BINARY = 0x82;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    /** Bytes before the envelope that begins at the reader's index; 0: not all of them have come. */
    int header(ByteBuf in) {
        if (in.readableBytes() < 2) {
            return 0;
        }
        int second = in.getUnsignedByte(in.readerIndex() + 1);
        int length = switch (second & ~MASKED) {
            case SHORT_LENGTH -> Short.BYTES;
            case LONG_LENGTH -> Long.BYTES;
            default -> 0;
        };
        int header = 2 + length + (second >= MASKED ? Integer.BYTES : 0);
        return in.readableBytes() < header ? 0 : header;
    }

    /** The bytes of that envelope, once its header has come. */
    int length(ByteBuf in) {
        int at = in.readerIndex() + 1;
        int length = in.getByte(at) & ~MASKED & 0xff;
        return switch (length) {
            case SHORT_LENGTH -> in.getUnsignedShort(at + 1);
            case LONG_LENGTH -> Math.toIntExact(in.getLong(at + 1));
            default -> length;
        };
    }

    /** Writes what comes before an envelope of that size. */
    abstract void before(ByteBuf out, int size);

    private static void binary(ByteBuf out, int size, int masked) {
        out.writeByte(BINARY);
        if (size < SHORT_LENGTH) {
            out.writeByte(masked | size);
        } else if (size < 1 << Short.SIZE) {
            out.writeByte(masked | SHORT_LENGTH).writeShort(size);
        } else {
            out.writeByte(masked | LONG_LENGTH).writeLong(size);
        }
    }

    /** Takes the mask off an envelope from a client, where it is; it begins at the reader's index, right behind its mask. */
    static void unmask(ByteBuf in, int length) {
        int start = in.readerIndex();
        int mask = in.getInt(start - Integer.BYTES);
        int at = start;
        for (; at + Integer.BYTES <= start + length; at += Integer.BYTES) {
            in.setInt(at, in.getInt(at) ^ mask);
        }
        for (int shift = 24; at < start + length; at++, shift -= 8) {
            in.setByte(at, in.getByte(at) ^ (mask >>> shift));
        }
    }
}
