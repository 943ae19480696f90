package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import et.proto.client.Code;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpTest {

    @Test
    void framesComeAndGoWhole() throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient client = new RawClient(server.address("tcp"))) {
            for (int size : new int[] {0, 1, 125, 126, 1000, 60_000}) {
                Envelope request = Envelope.newBuilder()
                        .setKind(Kind.REQUEST)
                        .setNumber(size + 1)
                        .setMessage(0x01020304)
                        .setPayload(ByteString.copyFrom(new byte[size]))
                        .build();
                Envelope answer = client.send(request).read();
                assertThat(answer)
                        .isEqualTo(request.toBuilder().setKind(Kind.ANSWER).build());
            }
        }
    }

    @Test
    void framesMayArriveByteByByteOrAllAtOnce() throws IOException, InterruptedException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient client = new RawClient(server.address("tcp"))) {
            client.socket.setTcpNoDelay(true);
            for (byte one : RawClient.framed(request(1))) {
                client.bytes(new byte[] {one});
                Thread.sleep(1);
            }
            assertThat(client.read()).extracting(Envelope::getNumber).isEqualTo(1L);
            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int number = 2; number <= 500; number++) {
                many.write(RawClient.framed(request(number)));
            }
            client.bytes(many.toByteArray());
            for (long number = 2; number <= 500; number++) {
                assertThat(client.read()).extracting(Envelope::getNumber).isEqualTo(number);
            }
            // Collected in one buffer, not sent one by one.
            assertThat(server.clients.get(0).readCompletes.get()).isLessThan(250);
        }
    }

    @Test
    void aPingIsAnsweredHereAndAnAcknowledgementOnItGoesOn() throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient client = new RawClient(server.address("tcp"))) {
            client.send(Envelope.newBuilder().setKind(Kind.PING).setNumber(77).build());
            assertThat(client.read())
                    .isEqualTo(Envelope.newBuilder()
                            .setKind(Kind.PONG)
                            .setNumber(77)
                            .build());
            client.send(Envelope.newBuilder().setKind(Kind.PONG).build());
            client.send(Envelope.newBuilder()
                    .setKind(Kind.PING)
                    .setNumber(78)
                    .setAck(3)
                    .build());
            assertThat(client.read()).extracting(Envelope::getKind).isEqualTo(Kind.PONG);
            assertThat(client.read()).extracting(Envelope::getKind).isEqualTo(Kind.ANSWER);
            assertThat(server.frames).hasValue(1);
        }
    }

    @Test
    void aCloseSaysWhyAndComesLast() throws IOException {
        try (TestServer server = new TestServer(Map.of(), (connection, frame) -> {
                    connection.answer(frame.number(), 0, new byte[0]);
                    connection.close(Code.KICKED_VALUE, "Enough.");
                    connection.answer(frame.number(), 0, new byte[0]);
                });
                RawClient client = new RawClient(server.address("tcp"))) {
            client.request(1).request(2).request(3);
            assertThat(client.read()).extracting(Envelope::getKind).isEqualTo(Kind.ANSWER);
            Envelope close = client.readClose();
            assertThat(close.getCode()).isEqualTo(Code.KICKED_VALUE);
            assertThat(close.getText()).isEqualTo("Enough.");
            client.socket.close();
            Waiting.until(() -> server.clients.get(0).closed.get() == 1);
            assertThat(server.frames).hasValue(1);
        }
    }

    @Test
    void aClientInTheMiddleOfSendingStillReadsWhyAndIsNotReset() throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient client = new RawClient(server.address("tcp"))) {
            Thread writer = new Thread(() -> {
                try {
                    client.bytes(new byte[] {-1, -1, -1, -1}).bytes(new byte[8 << 20]);
                } catch (IOException closed) {
                    // By this test, when it has seen what it wants.
                }
            });
            writer.start();
            assertThat(client.readClose().getCode()).isEqualTo(Code.TOO_LARGE_VALUE);
        }
    }

    @Test
    void aFailingEndpointClosesTheConnectionAndNoOther() throws IOException {
        try (TestServer server = new TestServer(Map.of(), (connection, frame) -> {
                    if (frame.number() == 13) {
                        throw new IllegalStateException("on purpose");
                    }
                    connection.answer(frame.number(), 0, new byte[0]);
                });
                RawClient bad = new RawClient(server.address("tcp"));
                RawClient good = new RawClient(server.address("tcp"))) {
            assertThat(bad.request(13).readClose().getCode()).isEqualTo(Code.INTERNAL_VALUE);
            assertThat(good.request(1).read()).extracting(Envelope::getNumber).isEqualTo(1L);
        }
    }

    @Test
    void withoutReadingNothingIsHandedIn() throws IOException {
        try (TestServer server = new TestServer(Map.of(), (connection, frame) -> {
                    connection.reading(false);
                    connection.answer(frame.number(), 0, new byte[0]);
                });
                RawClient client = new RawClient(server.address("tcp"))) {
            client.bytes(concat(request(1), request(2), request(3)));
            for (long number = 1; number <= 3; number++) {
                assertThat(client.read()).extracting(Envelope::getNumber).isEqualTo(number);
                assertThat(server.frames).hasValue((int) number);
                server.clients.get(0).run(() -> server.clients.get(0).connection.reading(true));
            }
        }
    }

    @Test
    void theServerSaysThatItStops() throws IOException {
        try (TestServer server = TestServer.echo(Map.of());
                RawClient client = new RawClient(server.address("tcp"))) {
            client.request(1).read();
            Thread stop = new Thread(server.transports::stop);
            stop.start();
            assertThat(client.readClose().getCode()).isEqualTo(Code.STOPPING_VALUE);
            assertThat(server.transports.listeners()).isEmpty();
            client.socket.close();
        }
    }

    private static Envelope request(long number) {
        return Envelope.newBuilder().setKind(Kind.REQUEST).setNumber(number).build();
    }

    private static byte[] concat(Envelope... envelopes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Envelope envelope : envelopes) {
            all.write(RawClient.framed(envelope));
        }
        return all.toByteArray();
    }
}
