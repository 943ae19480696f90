package et.net.internal;

import et.proto.client.Code;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket's frames (RFC 6455, section 5), as a server reads them: one binary message is one envelope. Unmasks in place; gathers the parts of a
 * fragmented message, up to the largest frame.
 */
final class WebSocketSplitter extends Splitter {

    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;
    private static final int LONGEST_CONTROL = 125;
    private static final int MASK_BYTES = 4;

    /** The parts of a message whose end has not come. */
    private @Nullable ByteBuf parts;

    private boolean fragmented;

    WebSocketSplitter(ClientConnection connection) {
        super(connection);
    }

    @Override
    boolean next(ByteBuf in) {
        int start = in.readerIndex();
        int there = in.readableBytes();
        if (there < 2) {
            return false;
        }
        int first = in.getUnsignedByte(start);
        int second = in.getUnsignedByte(start + 1);
        String wrong = wrong(first, second);
        if (wrong != null) {
            connection.violated(Code.MALFORMED, wrong);
            return false;
        }
        int lengthBytes = lengthBytes(second & 0x7f);
        if (there < 2 + lengthBytes) {
            return false;
        }
        long length = length(in, start + 2, second & 0x7f);
        long whole = length + (parts == null ? 0 : parts.readableBytes());
        if (length < 0 || whole > connection.maxFrame()) {
            connection.violated(
                    Code.TOO_LARGE,
                    "A message of at least " + whole + " bytes (expected: at most " + connection.maxFrame() + ").");
            return false;
        }
        int header = 2 + lengthBytes + MASK_BYTES;
        if (there < header + length) {
            return false;
        }
        in.skipBytes(header + (int) length);
        unmask(in, start + header, (int) length, in.getInt(start + header - MASK_BYTES));
        if (connection.count()) {
            frame(in, first, start + header, (int) length);
        }
        return true;
    }

    @Override
    void letGo() {
        super.letGo();
        if (parts != null) {
            parts.release();
            parts = null;
        }
    }

    /** What is wrong with a frame that begins like this, or null. */
    private @Nullable String wrong(int first, int second) {
        int opcode = first & 0x0f;
        boolean last = (first & FIN) != 0;
        if ((first & 0x70) != 0) {
            return "A compressed or otherwise extended frame: no extension was agreed on.";
        }
        if ((second & MASKED) == 0) {
            return "An unmasked frame.";
        }
        return switch (opcode) {
            case BINARY -> fragmented ? "A new message within a fragmented one." : null;
            case CONTINUATION -> fragmented ? null : "A continuation of nothing.";
            case CLOSE, PING, PONG ->
                last && (second & 0x7f) <= LONGEST_CONTROL ? null : "A control frame in parts, or a long one.";
            default -> "Opcode " + opcode + " (expected: binary frames).";
        };
    }

    private static int lengthBytes(int length) {
        return switch (length) {
            case SHORT_LENGTH -> 2;
            case LONG_LENGTH -> 8;
            default -> 0;
        };
    }

    private static long length(ByteBuf in, int at, int length) {
        return switch (length) {
            case SHORT_LENGTH -> in.getUnsignedShort(at);
            case LONG_LENGTH -> in.getLong(at);
            default -> length;
        };
    }

    private static void unmask(ByteBuf in, int start, int length, int mask) {
        int at = start;
        int end = start + length;
        long wide = ((long) mask << 32) | (mask & 0xffff_ffffL);
        for (; at + 8 <= end; at += 8) {
            in.setLong(at, in.getLong(at) ^ wide);
        }
        // Eight is a multiple of the mask's length, so it begins anew here.
        for (int shift = 24; at < end; at++, shift = (shift - 8) & 31) {
            in.setByte(at, in.getByte(at) ^ (mask >>> shift));
        }
    }

    private void frame(ByteBuf in, int first, int start, int length) {
        switch (first & 0x0f) {
            case PING -> pong(in, start, length);
            case PONG -> {}
            case CLOSE -> connection.leaves();
            default -> message(in, (first & FIN) != 0, start, length);
        }
    }

    private void message(ByteBuf in, boolean last, int start, int length) {
        ByteBuf before = parts;
        if (last && before == null) {
            fragmented = false;
            connection.frame(in, start, length);
            return;
        }
        fragmented = !last;
        if (before == null) {
            before = in.alloc().ioBuffer(length);
            parts = before;
        }
        before.writeBytes(in, start, length);
        if (last) {
            parts = null;
            try {
                connection.frame(before, before.readerIndex(), before.readableBytes());
            } finally {
                before.release();
            }
        }
    }

    private void pong(ByteBuf in, int start, int length) {
        ByteBuf to = connection.room(2 + length);
        if (to != null) {
            to.writeByte(FIN | PONG).writeByte(length).writeBytes(in, start, length);
        }
    }
}
