package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import et.client.EtClient;
import et.net.Connection;
import et.net.Frame;
import et.proto.client.Code;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Resumed;
import et.proto.client.Resumed.Pushes;
import et.proto.client.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client library at the transports: two implementations of the protocol that share no code. */
class InteropTest {

    private static final int REQUESTS = 500;

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ws"})
    void requestsAreAnsweredOverEveryTransportAndAfterACut(String transport) throws Exception {
        try (TestServer server = new TestServer(Map.of("frames_per_second", 0), InteropTest::play)) {
            EtClient client = EtClient.builder(transport + "://127.0.0.1:"
                            + server.address(transport).getPort() + "/et")
                    .device(new byte[32])
                    .connect()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            List<CompletionStage<Welcome>> answers = new ArrayList<>();
            for (int number = 1; number <= REQUESTS; number++) {
                Welcome request = Welcome.newBuilder().setTimeMs(number).build();
                answers.add(client.request("zone", "é", request, Welcome.parser()));
                if (number == REQUESTS / 2) {
                    client.cut();
                }
            }
            for (int number = 1; number <= REQUESTS; number++) {
                assertThat(answers.get(number - 1)
                                .toCompletableFuture()
                                .get(20, TimeUnit.SECONDS)
                                .getTimeMs())
                        .isEqualTo(number);
            }
            assertThat(client.counters().answered()).isEqualTo(REQUESTS);
            assertThat(client.counters().reconnects()).isEqualTo(1);
            assertThat(client.counters().repeatedAnswers()).isZero();
            client.close();
        }
    }

    /** A gateway that keeps nothing: it answers each request with what was asked. */
    private static void play(Connection connection, Frame frame) {
        switch (frame.kind()) {
            case HELLO ->
                send(
                        connection,
                        Kind.WELCOME,
                        Welcome.newBuilder()
                                .setVersion(1)
                                .setWindow(16)
                                .setMaxFrame(connection.maxFrame())
                                .setHeartbeatMs(connection.heartbeatMillis())
                                .build());
            case LOGIN ->
                send(
                        connection,
                        Kind.LOGGED_IN,
                        LoggedIn.newBuilder()
                                .setSession(1)
                                .setPlayer("p")
                                .setToken(ByteString.copyFromUtf8("t0"))
                                .setResumeMs(30_000)
                                .build());
            case RESUME ->
                send(
                        connection,
                        Kind.RESUMED,
                        Resumed.newBuilder()
                                .setSession(1)
                                .setPlayer("p")
                                .setToken(ByteString.copyFromUtf8("t1"))
                                .setResumeMs(30_000)
                                .setPushes(Pushes.REPLAYED)
                                .setNextPush(1)
                                .build());
            case REQUEST -> {
                assertThat(frame.toId()).isEqualTo("é");
                connection.answer(frame.number(), frame.message(), frame.payload());
            }
            case LOGOUT -> connection.close(Code.LOGGED_OUT_VALUE, "Bye.");
            default -> assertThat(frame.kind()).isEqualTo(Kind.ACK);
        }
    }

    private static void send(Connection connection, Kind kind, MessageLite payload) {
        connection.authenticated();
        connection.control(kind, 0, payload.toByteArray());
    }
}
