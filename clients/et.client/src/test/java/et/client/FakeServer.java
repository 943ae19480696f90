package et.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import et.proto.client.Code;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Resume;
import et.proto.client.Resumed;
import et.proto.client.Resumed.Pushes;
import et.proto.client.Welcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server that a test plays by hand, frame by frame, on the test's own thread. */
final class FakeServer implements AutoCloseable {

    static final int RESUME_MILLIS = 10_000;

    private static final int PATIENCE_MILLIS = 30_000;

    private final ServerSocket socket;
    int window = 8;
    int heartbeatMillis = 15_000;
    int resumeMillis = RESUME_MILLIS;

    FakeServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    String address() {
        return "tcp://127.0.0.1:" + socket.getLocalPort();
    }

    /** A client of several servers, whose first connection comes to the first one. */
    static ClientBuilder builder(FakeServer... servers) {
        return EtClient.builder(Arrays.stream(servers)
                        .map(FakeServer::address)
                        .map(URI::create)
                        .toList())
                .first(0)
                .device(new byte[32]);
    }

    ClientBuilder builder() {
        return EtClient.builder(address()).device(new byte[32]);
    }

    /** The next connection. */
    Peer accept() throws IOException {
        return new Peer(socket.accept());
    }

    /** The next connection, up to LOGGED_IN. */
    Peer acceptLogin() throws IOException {
        Peer peer = accept();
        peer.welcome();
        peer.expect(Kind.LOGIN);
        peer.loggedIn("t0");
        return peer;
    }

    /** The next connection, up to RESUME, which is checked. */
    Peer acceptResume(Consumer<Resume> check) throws IOException {
        Peer peer = accept();
        peer.welcome();
        check.accept(Resume.parseFrom(peer.expect(Kind.RESUME).getPayload()));
        return peer;
    }

    /** Takes no more connections. */
    void goAway() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** One connection. */
    final class Peer implements AutoCloseable {

        private final Socket connection;
        private final DataInputStream in;
        private final DataOutputStream out;

        Peer(Socket connection) throws IOException {
            this.connection = connection;
            connection.setSoTimeout(PATIENCE_MILLIS);
            in = new DataInputStream(connection.getInputStream());
            out = new DataOutputStream(connection.getOutputStream());
        }

        void welcome() throws IOException {
            expect(Kind.HELLO);
            send(
                    Kind.WELCOME,
                    Welcome.newBuilder()
                            .setVersion(1)
                            .setMaxFrame(65536)
                            .setWindow(window)
                            .setHeartbeatMs(heartbeatMillis)
                            .build());
        }

        void loggedIn(String token) throws IOException {
            send(
                    Kind.LOGGED_IN,
                    LoggedIn.newBuilder()
                            .setSession(5)
                            .setPlayer("p5")
                            .setToken(ByteString.copyFromUtf8(token))
                            .setResumeMs(resumeMillis)
                            .build());
        }

        void resumed(String token, Pushes pushes, long nextPush) throws IOException {
            send(
                    Kind.RESUMED,
                    Resumed.newBuilder()
                            .setSession(5)
                            .setPlayer("p5")
                            .setToken(ByteString.copyFromUtf8(token))
                            .setResumeMs(resumeMillis)
                            .setPushes(pushes)
                            .setNextPush(nextPush)
                            .build());
        }

        void send(Envelope envelope) throws IOException {
            byte[] bytes = envelope.toByteArray();
            out.writeInt(bytes.length);
            out.write(bytes);
        }

        void send(Kind kind, MessageLite payload) throws IOException {
            send(Envelope.newBuilder()
                    .setKind(kind)
                    .setPayload(payload.toByteString())
                    .build());
        }

        void answer(long number) throws IOException {
            send(Envelope.newBuilder().setKind(Kind.ANSWER).setNumber(number).build());
        }

        void fail(long number, Code code) throws IOException {
            send(Envelope.newBuilder()
                    .setKind(Kind.FAILURE)
                    .setNumber(number)
                    .setCode(code.getNumber())
                    .setText("no")
                    .build());
        }

        void push(long number) throws IOException {
            send(Envelope.newBuilder().setKind(Kind.PUSH).setNumber(number).build());
        }

        void snapshot(long number, String type, String id) throws IOException {
            send(Envelope.newBuilder()
                    .setKind(Kind.SNAPSHOT)
                    .setNumber(number)
                    .setToType(type)
                    .setToId(id)
                    .build());
        }

        void bye(Code code) throws IOException {
            send(Envelope.newBuilder()
                    .setKind(Kind.CLOSE)
                    .setCode(code.getNumber())
                    .setText("bye")
                    .build());
        }

        /** The next frame, or null at the end. */
        @Nullable Envelope read() throws IOException {
            try {
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                return Envelope.parseFrom(bytes);
            } catch (EOFException end) {
                return null;
            }
        }

        /** The next frame of this kind, past others. */
        Envelope expect(Kind kind) throws IOException {
            for (Envelope next = read(); next != null; next = read()) {
                if (next.getKind() == kind) {
                    return next;
                }
            }
            throw new AssertionError("The client closed before it sent " + kind);
        }

        Envelope expectRequest(long number) throws IOException {
            Envelope request = expect(Kind.REQUEST);
            if (request.getNumber() != number) {
                throw new AssertionError("request " + request.getNumber() + " (expected: " + number + ")");
            }
            return request;
        }

        /** Whether nothing has come yet. */
        boolean quiet() throws IOException {
            return in.available() == 0;
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
