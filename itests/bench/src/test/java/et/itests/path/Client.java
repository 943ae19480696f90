package et.itests.path;

import bench.Add;
import bench.Added;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import et.actor.core.MessageNames;
import et.proto.client.Envelope;
import et.proto.client.Hello;
import et.proto.client.Kind;
import et.proto.client.Login;
import et.proto.client.Password;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A client on the thread of the test, which is not counted. Requests go out together, in one write, and are answered before the next ones. */
final class Client implements AutoCloseable {

    private static final int WAIT_MILLIS = 10_000;

    /** What W1 sends: 64 bytes of payload, two of them protobuf's. */
    private static final ByteString PADDING = ByteString.copyFrom(new byte[62]);

    static final int ADD = MessageNames.hash(Add.getDescriptor().getFullName());

    private final Socket socket;
    private final DataInputStream in;
    private long number;

    Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(WAIT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        Hello hello = Hello.newBuilder()
                .setMinVersion(1)
                .setMaxVersion(1)
                .setClient("path")
                .build();
        say(Kind.HELLO, hello);
        expect(Kind.WELCOME);
    }

    void login(String player) throws IOException {
        say(
                Kind.LOGIN,
                Login.newBuilder()
                        .setPassword(Password.newBuilder().setName(player))
                        .build());
        expect(Kind.LOGGED_IN);
    }

    /** Sends so many requests at once, and waits for their answers, which are the right ones. */
    void ask(int requests) throws IOException {
        long acked = number;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < requests; i++) {
            number++;
            Envelope request = Envelope.newBuilder()
                    .setKind(Kind.REQUEST)
                    .setNumber(number)
                    .setMessage(ADD)
                    .setPayload(Add.newBuilder().setPadding(PADDING).build().toByteString())
                    .setAck(acked)
                    .build();
            append(all, request);
        }
        all.writeTo(socket.getOutputStream());
        for (long expected = acked + 1; expected <= number; expected++) {
            Envelope answer = expect(Kind.ANSWER);
            long count = Added.parseFrom(answer.getPayload()).getCount();
            if (answer.getNumber() != expected || count != expected) {
                throw new AssertionError(
                        "answer " + answer.getNumber() + ": " + count + " (expected: " + expected + " twice)");
            }
        }
    }

    private void say(Kind kind, MessageLite payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        append(
                frame,
                Envelope.newBuilder()
                        .setKind(kind)
                        .setPayload(payload.toByteString())
                        .build());
        frame.writeTo(socket.getOutputStream());
    }

    private static void append(ByteArrayOutputStream to, Envelope envelope) throws IOException {
        byte[] bytes = envelope.toByteArray();
        new DataOutputStream(to).writeInt(bytes.length);
        to.write(bytes);
    }

    private Envelope expect(Kind kind) throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        Envelope envelope = Envelope.parseFrom(frame);
        if (envelope.getKind() != kind) {
            throw new AssertionError("the server said " + envelope + " (expected: " + kind + ")");
        }
        return envelope;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
