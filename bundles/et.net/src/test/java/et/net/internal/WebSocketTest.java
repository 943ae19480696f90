package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import et.proto.client.Code;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Our WebSocket against the JDK's, and against bytes by hand where the JDK is too well behaved. */
class WebSocketTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The key is RFC 6455's own example, section 1.3. */
    private static final String UPGRADE = String.join(
            "\r\n",
            "Host: x",
            "Connection: keep-alive, Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    @Test
    void envelopesOfAllSizesComeAndGo() throws Exception {
        try (TestServer server = TestServer.echo(Map.of())) {
            Socket socket = new Socket(server);
            for (int size : new int[] {0, 100, 117, 118, 125, 126, 300, 60_000}) {
                Envelope request = request(size + 1, size);
                socket.send(request);
                assertThat(socket.read())
                        .isEqualTo(request.toBuilder().setKind(Kind.ANSWER).build());
            }
            socket.end();
        }
    }

    @Test
    void aMessageMayComeInPartsWithPingsBetween() throws Exception {
        try (TestServer server = TestServer.echo(Map.of())) {
            Socket socket = new Socket(server);
            ByteBuffer bytes = ByteBuffer.wrap(request(1, 1000).toByteArray());
            for (int part = 0; part < 4; part++) {
                int from = part * bytes.remaining() / 4;
                int to = (part + 1) * bytes.remaining() / 4;
                ByteBuffer piece = bytes.slice(from, to - from);
                socket.web.sendBinary(piece, part == 3).join();
                socket.web.sendPing(ByteBuffer.wrap(new byte[] {(byte) part})).join();
            }
            assertThat(socket.read().getPayload().size()).isEqualTo(1000);
            for (int part = 0; part < 4; part++) {
                assertThat(socket.pongs.poll(10, TimeUnit.SECONDS)).isEqualTo((byte) part);
            }
            socket.end();
        }
    }

    @Test
    void aCloseSaysWhyTwice() throws Exception {
        try (TestServer server = new TestServer(
                Map.of(),
                (connection, frame) ->
                        connection.close(Code.KICKED_VALUE, "Zu laut: schön war es nicht. ".repeat(10)))) {
            Socket socket = new Socket(server);
            socket.send(request(1, 0));
            assertThat(socket.read())
                    .extracting(Envelope::getKind, Envelope::getCode)
                    .containsExactly(Kind.CLOSE, Code.KICKED_VALUE);
            assertThat(socket.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4000 + Code.KICKED_VALUE);
        }
    }

    @Test
    void aConnectionMovesInTheMiddleOfAMessage() throws Exception {
        AtomicReference<List<EventLoop>> loops = new AtomicReference<>();
        try (TestServer server = new TestServer(2, "auto", Map.of(), (connection, frame) -> {
            long number = frame.number();
            EventLoop to = loops.get().get((int) number & 1);
            connection.move(to, () -> connection.answer(connection.loop() == to ? number : -1, 1, new byte[0]));
        })) {
            loops.set(server.loops.all());
            Socket socket = new Socket(server);
            for (int number = 1; number <= 20; number++) {
                ByteBuffer next = ByteBuffer.wrap(request(number + 1, 200).toByteArray());
                socket.send(request(number, 0));
                // The rest comes when the connection lives elsewhere.
                socket.web.sendBinary(next.slice(0, 100), false).join();
                assertThat(socket.read().getNumber()).isEqualTo(number++);
                socket.web
                        .sendBinary(next.slice(100, next.remaining() - 100), true)
                        .join();
                assertThat(socket.read().getNumber()).isEqualTo(number);
            }
            socket.end();
        }
    }

    @Test
    void aTextMessageIsRefused() throws Exception {
        try (TestServer server = TestServer.echo(Map.of())) {
            Socket socket = new Socket(server);
            socket.web.sendText("hello", true).join();
            assertThat(socket.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4000 + Code.MALFORMED_VALUE);
        }
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedInPartsToo() throws Exception {
        try (TestServer server = TestServer.echo(Map.of("max_frame", 1000))) {
            Socket whole = new Socket(server);
            whole.web.sendBinary(ByteBuffer.allocate(1001), true).join();
            assertThat(whole.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4000 + Code.TOO_LARGE_VALUE);
            Socket parts = new Socket(server);
            parts.web.sendBinary(ByteBuffer.allocate(600), false).join();
            parts.web.sendBinary(ByteBuffer.allocate(600), true).join();
            assertThat(parts.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4000 + Code.TOO_LARGE_VALUE);
        }
    }

    @Test
    void aClientThatLeavesIsAgreedWith() throws Exception {
        try (TestServer server = TestServer.echo(Map.of())) {
            Socket socket = new Socket(server);
            socket.web.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(socket.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
            Waiting.until(() -> server.clients.get(0).closed.get() == 1);
        }
    }

    @Test
    void strangePagesMayNotConnect() {
        try (TestServer server = TestServer.echo(Map.of("ws_origins", "https://play.example.org,http://localhost:*"))) {
            for (String known :
                    new String[] {"https://play.example.org", "http://localhost:8080", "http://localhost"}) {
                assertThat(connect(server, known).join()).as(known).isNotNull();
            }
            for (String strange : new String[] {
                "https://evil.example.org", "http://localhost.example.org", "https://play.example.org:444", "null"
            }) {
                assertThatThrownBy(() -> connect(server, strange).join())
                        .as(strange)
                        .hasCauseInstanceOf(WebSocketHandshakeException.class)
                        .satisfies(e -> assertThat(((WebSocketHandshakeException) e.getCause())
                                        .getResponse()
                                        .statusCode())
                                .isEqualTo(403));
            }
        }
    }

    @Test
    void whatIsNoWebSocketIsToldSoInHttp() throws IOException {
        assertThat(http("GET /et HTTP/1.1\r\n" + UPGRADE + "\r\n"))
                .startsWith("HTTP/1.1 101")
                .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(http("GET /other HTTP/1.1\r\n" + UPGRADE + "\r\n")).startsWith("HTTP/1.1 404");
        assertThat(http("GET /et HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 426");
        assertThat(http("GET /et HTTP/1.1\r\n" + UPGRADE.replace("13", "8") + "\r\n"))
                .startsWith("HTTP/1.1 426");
        assertThat(http("GET /et HTTP/1.1\r\n" + UPGRADE.replace("dGhl", "") + "\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(http("POST /et HTTP/1.1\r\n" + UPGRADE + "Content-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(http("POST /et HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(http("GET /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 4");
        assertThat(http("\u0000\u0001\u0002\r\n\r\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void framesThatBreakTheRfcAreRefused() throws IOException {
        assertThat(refusal("c2 80 00 00 00 00")).as("compressed").isEqualTo(Code.MALFORMED);
        assertThat(refusal("82 00")).as("unmasked").isEqualTo(Code.MALFORMED);
        assertThat(refusal("80 80 00 00 00 00")).as("continuation of nothing").isEqualTo(Code.MALFORMED);
        assertThat(refusal("02 80 00 00 00 00 82 80 00 00 00 00"))
                .as("message in message")
                .isEqualTo(Code.MALFORMED);
        assertThat(refusal("09 80 00 00 00 00")).as("ping in parts").isEqualTo(Code.MALFORMED);
        assertThat(refusal("89 fe 00 80 00 00 00 00")).as("long ping").isEqualTo(Code.MALFORMED);
        assertThat(refusal("83 80 00 00 00 00")).as("reserved opcode").isEqualTo(Code.MALFORMED);
        assertThat(refusal("82 ff 7f ff ff ff ff ff ff ff"))
                .as("eight exabytes")
                .isEqualTo(Code.TOO_LARGE);
        assertThat(refusal("82 ff 80 00 00 00 00 00 00 00")).as("negative").isEqualTo(Code.TOO_LARGE);
    }

    /** What a server says to these bytes after the upgrade. */
    private static Code refusal(String hex) throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient client = new RawClient(server.address("ws"))) {
            client.bytes(("GET /et HTTP/1.1\r\n" + UPGRADE + "\r\n").getBytes(StandardCharsets.US_ASCII));
            client.readHttp();
            client.bytes(EnvelopeTest.hex(hex));
            return Code.forNumber(client.readWebSocket().getCode());
        }
    }

    private static String http(String request) throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient client = new RawClient(server.address("ws"))) {
            client.bytes(request.getBytes(StandardCharsets.ISO_8859_1));
            return client.readHttp();
        }
    }

    private static CompletableFuture<WebSocket> connect(TestServer server, String origin) {
        return HTTP.newWebSocketBuilder().header("Origin", origin).buildAsync(uri(server), new WebSocket.Listener() {});
    }

    private static URI uri(TestServer server) {
        return URI.create("ws://127.0.0.1:" + server.address("ws").getPort() + "/et");
    }

    private static Envelope request(long number, int size) {
        return Envelope.newBuilder()
                .setKind(Kind.REQUEST)
                .setNumber(number)
                .setPayload(ByteString.copyFrom(new byte[size]))
                .build();
    }

    /** The JDK's WebSocket, with what it hears. */
    private static final class Socket implements WebSocket.Listener {

        final BlockingQueue<Envelope> heard = new LinkedBlockingQueue<>();
        final BlockingQueue<Byte> pongs = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final WebSocket web;
        private ByteString message = ByteString.EMPTY;

        Socket(TestServer server) {
            web = HTTP.newWebSocketBuilder().buildAsync(uri(server), this).join();
        }

        void send(Envelope envelope) {
            web.sendBinary(ByteBuffer.wrap(envelope.toByteArray()), true).join();
        }

        Envelope read() throws InterruptedException {
            Envelope next = heard.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Nothing came in 10 s");
            }
            return next;
        }

        void end() {
            web.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            message = message.concat(ByteString.copyFrom(data));
            if (last) {
                try {
                    heard.add(Envelope.parseFrom(message));
                } catch (InvalidProtocolBufferException e) {
                    closed.completeExceptionally(e);
                }
                message = ByteString.EMPTY;
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
            pongs.add(data.get());
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
