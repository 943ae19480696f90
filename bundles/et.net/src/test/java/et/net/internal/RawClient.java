package et.net.internal;

import et.proto.client.Envelope;
import et.proto.client.Kind;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A TCP client that says just what a test wants. */
final class RawClient implements AutoCloseable {

    final Socket socket = new Socket();
    private final DataInputStream in;

    RawClient(InetSocketAddress server) throws IOException {
        socket.connect(server);
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
    }

    RawClient bytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    RawClient send(Envelope envelope) throws IOException {
        return bytes(framed(envelope));
    }

    RawClient request(long number) throws IOException {
        return send(
                Envelope.newBuilder().setKind(Kind.REQUEST).setNumber(number).build());
    }

    static byte[] framed(Envelope envelope) {
        byte[] bytes = envelope.toByteArray();
        return ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** The next frame, or null at the end. */
    @Nullable Envelope read() {
        try {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return Envelope.parseFrom(bytes);
        } catch (EOFException end) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of an HTTP response, or what there is of one before the end. */
    String readHttp() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** The next short WebSocket message. */
    Envelope readWebSocket() throws IOException {
        if (in.readUnsignedByte() != 0x82) {
            throw new AssertionError("Not a binary message");
        }
        byte[] bytes = new byte[in.readUnsignedByte()];
        in.readFully(bytes);
        return Envelope.parseFrom(bytes);
    }

    /** Reads up to the CLOSE that must come, and the end after it; the CLOSE. */
    Envelope readClose() {
        Envelope last = read();
        while (last != null && last.getKind() != Kind.CLOSE) {
            last = read();
        }
        if (last == null) {
            throw new AssertionError("The connection ended without CLOSE");
        }
        if (read() != null) {
            throw new AssertionError("A frame came after CLOSE");
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
