package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import et.net.Connection;
import et.proto.client.Code;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Each limit, from both sides of it. */
class LimitsTest {

    @Test
    void aFrameThatIsTooLongIsRefusedByItsLengthAlone() throws IOException {
        try (TestServer server = TestServer.echo(Map.of("max_frame", 1000))) {
            try (RawClient client = new RawClient(server.address("tcp"))) {
                // The largest that fits: kind, number, and the payload with its tag and length.
                client.send(Envelope.newBuilder()
                        .setKind(Kind.REQUEST)
                        .setNumber(1)
                        .setPayload(ByteString.copyFrom(new byte[993]))
                        .build());
                assertThat(client.read()).extracting(Envelope::getKind).isEqualTo(Kind.ANSWER);
                client.bytes(ByteBuffer.allocate(4).putInt(1001).array());
                assertThat(client.readClose().getCode()).isEqualTo(Code.TOO_LARGE_VALUE);
            }
            try (RawClient client = new RawClient(server.address("tcp"))) {
                client.bytes(ByteBuffer.allocate(4).putInt(-1).array());
                assertThat(client.readClose().getText()).contains("4294967295");
            }
            assertThat(server.listener("tcp").malformed()).isEqualTo(2);
        }
    }

    @Test
    void whatIsNoEnvelopeClosesTheConnectionWithItsReason() throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient client = new RawClient(server.address("tcp"))) {
            client.bytes(new byte[] {0, 0, 0, 2, 0x22, 0x70});
            Envelope close = client.readClose();
            assertThat(close.getCode()).isEqualTo(Code.MALFORMED_VALUE);
            assertThat(close.getText()).isEqualTo("Not an envelope: truncated.");
            assertThat(server.frames).hasValue(0);
        }
    }

    @Test
    void tooManyFramesCloseTheConnectionPingsToo() throws IOException {
        try (TestServer server = TestServer.echo(Map.of("frames_per_second", 1, "frames_burst", 20));
                RawClient client = new RawClient(server.address("tcp"))) {
            byte[] ping =
                    RawClient.framed(Envelope.newBuilder().setKind(Kind.PING).build());
            ByteBuffer many = ByteBuffer.allocate(30 * ping.length);
            for (int i = 0; i < 30; i++) {
                many.put(ping);
            }
            client.bytes(many.array());
            for (int i = 0; i < 20; i++) {
                assertThat(client.read()).extracting(Envelope::getKind).isEqualTo(Kind.PONG);
            }
            assertThat(client.readClose().getCode()).isEqualTo(Code.TOO_FAST_VALUE);
            assertThat(server.listener("tcp").refused()).isEqualTo(1);
        }
    }

    @Test
    void theRateFillsUpAgainAndNoFurtherThanTheBurst() {
        long second = 1_000_000_000L;
        RateLimit rate = new RateLimit(10, 5, 0);
        assertThat(taken(rate)).isEqualTo(5);
        rate.refill(second / 10);
        assertThat(taken(rate)).isEqualTo(1);
        // Ten small steps fill as much as one large one.
        for (int i = 1; i <= 10; i++) {
            rate.refill(second / 10 + i * second / 100);
        }
        assertThat(taken(rate)).isEqualTo(1);
        rate.refill(Long.MAX_VALUE / 2);
        assertThat(taken(rate)).isEqualTo(5);
        RateLimit none = new RateLimit(0, 1, 0);
        none.refill(second);
        for (int i = 0; i < 10; i++) {
            assertThat(none.take()).isTrue();
        }
    }

    private static int taken(RateLimit rate) {
        int taken = 0;
        while (rate.take()) {
            taken++;
        }
        return taken;
    }

    @Test
    void tooManyConnectionsOfAnAddressAreTurnedAway() throws IOException {
        try (TestServer server = TestServer.echo(Map.of("connections_per_address", 1));
                RawClient first = new RawClient(server.address("tcp"))) {
            first.request(1).read();
            try (RawClient second = new RawClient(server.address("tcp"))) {
                second.request(1);
                assertThat(second.readClose().getCode()).isEqualTo(Code.TOO_MANY_VALUE);
            }
            try (RawClient web = new RawClient(server.address("ws"))) {
                web.bytes("GET /et HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(web.readHttp()).startsWith("HTTP/1.1 503");
            }
            first.request(2).read();
            first.socket.close();
            Waiting.until(() -> server.listener("tcp").connections() == 0);
            try (RawClient third = new RawClient(server.address("tcp"))) {
                assertThat(third.request(1).read())
                        .extracting(Envelope::getKind)
                        .isEqualTo(Kind.ANSWER);
            }
        }
    }

    @Test
    void connectionsAreCountedInAllAndByNetworkAndNeverForgotten() throws IOException {
        Limits limits = new Limits(1000, 0, 1, 3, 2, 1000, 1000, 1024, 2048);
        Admission admission = new Admission();
        InetAddress home = InetAddress.getByName("2001:db8:1:2::1");
        InetAddress sameNetwork = InetAddress.getByName("2001:db8:1:2:ffff::9");
        InetAddress other = InetAddress.getByName("2001:db8:1:3::1");
        assertThat(admission.enter(home, limits)).isEqualTo(Admission.Verdict.ADMITTED);
        assertThat(admission.enter(sameNetwork, limits)).isEqualTo(Admission.Verdict.ADMITTED);
        assertThat(admission.enter(home, limits)).isEqualTo(Admission.Verdict.REFUSED);
        assertThat(admission.enter(other, limits)).isEqualTo(Admission.Verdict.ADMITTED);
        assertThat(admission.enter(InetAddress.getByName("10.0.0.1"), limits)).isEqualTo(Admission.Verdict.REFUSED);
        for (int told = 2; told < 64; told++) {
            assertThat(admission.enter(home, limits)).isEqualTo(Admission.Verdict.REFUSED);
        }
        assertThat(admission.enter(home, limits)).isEqualTo(Admission.Verdict.DROPPED);
        admission.leave(home, Admission.Verdict.REFUSED);
        assertThat(admission.enter(home, limits)).isEqualTo(Admission.Verdict.REFUSED);
        admission.leave(home, Admission.Verdict.ADMITTED);
        assertThat(admission.enter(sameNetwork, limits)).isEqualTo(Admission.Verdict.ADMITTED);
    }

    @Test
    void whoDoesNotLogInIsClosed() throws IOException {
        try (TestServer server = TestServer.echo(Map.of("handshake_ms", 200));
                RawClient tcp = new RawClient(server.address("tcp"));
                RawClient web = new RawClient(server.address("ws"))) {
            assertThat(tcp.readClose().getCode()).isEqualTo(Code.TIMEOUT_VALUE);
            // Before the upgrade there are no frames to say it in.
            assertThat(web.readHttp()).isEmpty();
        }
    }

    @Test
    void afterTheLoginSilenceIsWhatCloses() throws IOException {
        try (TestServer server = TestServer.echo(Map.of("handshake_ms", 100, "heartbeat_ms", 200))) {
            // Before the client has said anything: it could be late.
            server.welcome = Connection::authenticated;
            long began = System.nanoTime();
            try (RawClient client = new RawClient(server.address("tcp"))) {
                assertThat(client.readClose())
                        .extracting(Envelope::getCode, Envelope::getText)
                        .containsExactly(Code.TIMEOUT_VALUE, "Silent for too long.");
            }
            assertThat(System.nanoTime() - began).isGreaterThan(600_000_000L);
        }
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFromAndThenClosed() throws IOException {
        AtomicLong sent = new AtomicLong();
        byte[] large = new byte[32_768];
        try (TestServer server = new TestServer(
                        Map.of("output_high", 65_536, "output_limit", 1 << 20, "frames_per_second", 0),
                        (connection, frame) -> {
                            connection.answer(frame.number(), 0, large);
                            sent.addAndGet(large.length);
                        });
                RawClient client = new RawClient(server.address("tcp"))) {
            client.socket.setSoTimeout(2000);
            Thread writer = new Thread(() -> {
                try {
                    for (long number = 1; number < 100_000; number++) {
                        client.request(number);
                    }
                } catch (IOException closed) {
                    // As it should be in the end.
                }
            });
            writer.start();
            // What it asks for is answered until the kernel's buffers and ours are full; then it is not heard any more.
            Waiting.until(() -> server.clients.size() == 1 && settled(sent));
            long answered = sent.get();
            assertThat(answered).isLessThan(64L << 20);
            // What somebody else sends to it goes on, up to the limit.
            server.clients.get(0).run(() -> {
                for (int i = 0; i < 100; i++) {
                    server.clients.get(0).connection.push(i, 0, "zone", "1", large);
                }
            });
            Waiting.until(() -> server.clients.get(0).closed.get() == 1);
            assertThat(server.listener("tcp").refused()).isEqualTo(1);
            client.socket.close();
        }
    }

    private static boolean settled(AtomicLong value) {
        long before = value.get();
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return before > 0 && value.get() == before;
    }

    @Test
    void aSlowReaderThatReadsInTheEndGetsEverything() throws IOException {
        try (TestServer server = new TestServer(
                        Map.of("output_high", 65_536, "frames_per_second", 0),
                        (connection, frame) -> connection.answer(frame.number(), 0, new byte[32_768]));
                RawClient client = new RawClient(server.address("tcp"))) {
            Thread writer = new Thread(() -> {
                try {
                    for (long number = 1; number <= 2000; number++) {
                        client.request(number);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.start();
            for (long number = 1; number <= 2000; number++) {
                assertThat(client.read()).extracting(Envelope::getNumber).isEqualTo(number);
            }
        }
    }

    /** Garbage of all kinds on real connections: each ends with a numbered reason or goes on, and nothing is thrown. */
    @Test
    void garbageIsAnsweredWithNumbers() throws IOException {
        try (TestServer server = TestServer.echo(Map.of("frames_per_second", 0))) {
            for (int seed = 0; seed < 300; seed++) {
                Random random = new Random(seed);
                try (RawClient client = new RawClient(server.address("tcp"))) {
                    for (int frame = 0; frame < 20; frame++) {
                        byte[] body =
                                EnvelopeTest.mutate(EnvelopeTest.random(random).toByteArray(), random);
                        int claimed = random.nextInt(50) == 0 ? random.nextInt() : body.length;
                        client.bytes(ByteBuffer.allocate(4 + body.length)
                                .putInt(claimed)
                                .put(body)
                                .array());
                    }
                    client.socket.shutdownOutput();
                    for (Envelope next = client.read(); next != null; next = client.read()) {
                        assertThat(next.getKind()).as("seed %s", seed).isIn(Kind.ANSWER, Kind.PONG, Kind.CLOSE);
                    }
                } catch (IOException | UncheckedIOException reset) {
                    // The server closed while this end was still sending.
                }
            }
            Waiting.until(() -> server.listener("tcp").connections() == 0);
            assertThat(server.listener("tcp").malformed()).isGreaterThan(100);
            assertThat(server.clients).allMatch(client -> client.closed.get() == 1);
        }
    }

    @Test
    void nonsenseInTheConfigurationIsNamed() {
        assertThatThrownBy(() -> TestServer.echo(Map.of("max_frame", 10)))
                .hasMessage("et.net max.frame: 10 (expected: 256 to 16777216)");
        assertThatThrownBy(() -> TestServer.echo(Map.of("output_limit", 2000, "output_high", 3000)))
                .hasMessage("et.net output.limit: 2000 (expected: more than output.high, 3000)");
        assertThatThrownBy(() -> TestServer.echo(Map.of("tcp_port", 70000)))
                .hasMessage("et.net tcp.port: 70000 (expected: -1 to 65535)");
        assertThatThrownBy(() -> TestServer.echo(Map.of("ws_origins", "example.org")))
                .hasMessageStartingWith("et.net ws.origins: example.org (expected: *");
    }
}
