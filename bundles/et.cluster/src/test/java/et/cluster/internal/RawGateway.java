package et.cluster.internal;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A gateway end that sends whatever a test wants, by hand from what {@link Wire} says, and reads frames. */
final class RawGateway implements AutoCloseable {

    /** A frame as it came. */
    record Frame(int type, byte[] fields) {}

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    RawGateway(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static byte[] hello(TestNode to, int lane, int flags) {
        try (var bytes = new ByteArrayOutputStream();
                var fields = new DataOutputStream(bytes)) {
            fields.writeByte(Wire.HELLO);
            fields.writeInt(Wire.MAGIC);
            fields.writeByte(Wire.VERSION);
            fields.writeByte(flags);
            fields.writeByte(1);
            text(fields, "raw");
            fields.writeLong(99);
            text(fields, to.container());
            fields.writeLong(to.incarnation());
            fields.writeByte(lane);
            return bytes.toByteArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static byte[] attach(int slot, long session) {
        try (var bytes = new ByteArrayOutputStream();
                var fields = new DataOutputStream(bytes)) {
            fields.writeByte(Wire.ATTACH);
            varint(fields, slot);
            fields.writeLong(session);
            text(fields, "p" + session);
            return bytes.toByteArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The first type that was named, actor "i", message 42. */
    static byte[] request(int slot, int number, byte[] payload) {
        try (var bytes = new ByteArrayOutputStream();
                var fields = new DataOutputStream(bytes)) {
            fields.writeByte(Wire.REQUEST);
            varint(fields, slot);
            varint(fields, number);
            varint(fields, 0);
            varint(fields, 0);
            varint(fields, 7);
            varint(fields, 1);
            varint(fields, 0);
            text(fields, "i");
            fields.writeInt(42);
            fields.write(payload);
            return bytes.toByteArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static byte[] type(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[2 + text.length];
        frame[0] = Wire.TYPE;
        frame[1] = (byte) text.length;
        System.arraycopy(text, 0, frame, 2, text.length);
        return frame;
    }

    private static void text(DataOutputStream fields, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(fields, bytes.length);
        fields.write(bytes);
    }

    private static void varint(DataOutputStream fields, int value) throws IOException {
        int left = value;
        while (left > 0x7f) {
            fields.writeByte((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        fields.writeByte(left);
    }

    void send(byte[]... frames) {
        try {
            for (byte[] frame : frames) {
                out.writeInt(frame.length);
                out.write(frame);
            }
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void bytes(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void half() {
        try {
            socket.shutdownOutput();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The next frame that is no PING. */
    Frame take() {
        try {
            while (true) {
                byte[] fields = new byte[in.readInt() - 1];
                int type = in.readUnsignedByte();
                in.readFully(fields);
                if (type != Wire.PING) {
                    return new Frame(type, fields);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether the other side closes the connection, whatever it says before. */
    boolean ends() {
        try {
            byte[] any = new byte[4096];
            while (in.read(any) >= 0) {
                // What it says is of no interest.
            }
            return true;
        } catch (java.net.SocketTimeoutException stays) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
