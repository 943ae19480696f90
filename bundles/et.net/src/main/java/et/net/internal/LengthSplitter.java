package et.net.internal;

import et.proto.client.Code;
import io.netty.buffer.ByteBuf;

/** TCP: four bytes of length, big-endian, then the envelope. */
final class LengthSplitter extends Splitter {

    private static final int HEADER = 4;

    LengthSplitter(ClientConnection connection) {
        super(connection);
    }

    @Override
    boolean next(ByteBuf in) {
        if (in.readableBytes() < HEADER) {
            return false;
        }
        int start = in.readerIndex() + HEADER;
        long length = in.getUnsignedInt(start - HEADER);
        if (length > connection.maxFrame()) {
            connection.violated(
                    Code.TOO_LARGE,
                    "A frame of " + length + " bytes (expected: at most " + connection.maxFrame() + ").");
            return false;
        }
        if (in.readableBytes() < HEADER + length) {
            return false;
        }
        in.skipBytes(HEADER + (int) length);
        if (connection.count()) {
            connection.frame(in, start, (int) length);
        }
        return true;
    }
}
