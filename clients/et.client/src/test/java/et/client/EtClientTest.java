package et.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import et.client.FakeServer.Peer;
import et.proto.client.Code;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import et.proto.client.Login;
import et.proto.client.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client against a server played by hand: everything but reconnects. */
class EtClientTest {

    @Test
    void logsInAsksAndIsAnswered() throws IOException {
        try (FakeServer server = new FakeServer()) {
            CompletionStage<EtClient> connecting = server.builder().create(true).connect();
            Peer peer = server.accept();
            peer.welcome();
            Login login = Login.parseFrom(peer.expect(Kind.LOGIN).getPayload());
            assertThat(login.getDevice().getSecret()).isEqualTo(ByteString.copyFrom(new byte[32]));
            assertThat(login.getCreate()).isTrue();
            peer.loggedIn("t0");
            try (EtClient client = get(connecting)) {
                assertThat(client.player()).isEqualTo("p5");
                assertThat(client.session()).isEqualTo(5);

                Welcome asked = Welcome.newBuilder().setVersion(3).build();
                CompletionStage<Welcome> answer = client.request("zone", "7", asked, Welcome.parser());
                Envelope request = peer.expectRequest(1);
                assertThat(request.getToType()).isEqualTo("zone");
                assertThat(request.getToId()).isEqualTo("7");
                assertThat(request.getMessage()).isEqualTo(MessageId.of("et.client.Welcome"));
                peer.send(request.toBuilder().setKind(Kind.ANSWER).build());
                assertThat(get(answer)).isEqualTo(asked);
                assertThat(client.counters())
                        .extracting(Counters::sent, Counters::answered)
                        .containsExactly(1L, 1L);
            }
        }
    }

    @Test
    void anIdIsTheFnv1aHashOfTheName() {
        // Published test vectors of FNV-1a, 32 bit (draft-eastlake-fnv, appendix C).
        assertThat(MessageId.of("")).isEqualTo(0x811c9dc5);
        assertThat(MessageId.of("a")).isEqualTo(0xe40c292c);
        assertThat(MessageId.of("foobar")).isEqualTo(0xbf9cf968);
    }

    @Test
    void anAnswerOfAnotherMessageIsNamed() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            CompletionStage<Welcome> answer = session.client.request(Welcome.getDefaultInstance(), Welcome.parser());
            session.peer.expectRequest(1);
            session.peer.send(Envelope.newBuilder()
                    .setKind(Kind.ANSWER)
                    .setNumber(1)
                    .setMessage(0x12345678)
                    .build());
            assertThatThrownBy(() -> get(answer))
                    .isInstanceOf(UnexpectedAnswerException.class)
                    .hasMessageContaining("0x12345678");
        }
    }

    @Test
    void aFailureHasItsCode() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            CompletionStage<Answer> answer = session.ask();
            session.peer.expectRequest(1);
            session.peer.fail(1, Code.UNKNOWN_MESSAGE);
            assertThatThrownBy(() -> get(answer))
                    .isInstanceOfSatisfying(
                            RequestException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN_MESSAGE_VALUE));
            assertThat(session.client.counters().failed()).isEqualTo(1);
        }
    }

    @Test
    void noMoreThanTheWindowIsUnansweredAndTheRestWaits() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.window = 2;
            try (Session session = new Session(server)) {
                List<CompletionStage<Answer>> answers = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    answers.add(session.ask());
                }
                session.peer.expectRequest(1);
                session.peer.expectRequest(2);
                Waiting.until(() -> session.client.counters().queued() == 3);
                assertThat(session.peer.quiet()).isTrue();
                for (int number = 1; number <= 5; number++) {
                    session.peer.answer(number);
                    if (number <= 3) {
                        session.peer.expectRequest(number + 2);
                    }
                    assertThat(get(answers.get(number - 1)).number()).isEqualTo(number);
                }
            }
        }
    }

    @Test
    void aFullQueueRefusesAtOnce() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.window = 1;
            try (Session session = new Session(server, server.builder().queue(2))) {
                for (int i = 0; i < 3; i++) {
                    session.ask();
                }
                assertThatThrownBy(() -> get(session.ask())).isInstanceOf(QueueFullException.class);
            }
        }
    }

    @Test
    void answersOutOfNowhereAreCounted() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            CompletionStage<Answer> answer = session.ask();
            session.peer.expectRequest(1);
            session.peer.answer(1);
            session.peer.answer(1);
            session.peer.answer(99);
            get(answer);
            Waiting.until(() -> session.client.counters().repeatedAnswers() == 1
                    && session.client.counters().unknownAnswers() == 1);
        }
    }

    @Test
    void pushesComeInOrderAndEachOnce() throws IOException {
        List<Long> heard = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer();
                Session session = new Session(server, server.builder().listener(new Listener() {
                    @Override
                    public void pushed(Push push) {
                        heard.add(push.number());
                    }
                }))) {
            for (long number : new long[] {1, 2, 2, 3, 5}) {
                session.peer.push(number);
            }
            // A push is counted before it is heard.
            Waiting.until(() -> heard.size() == 4);
            assertThat(heard).containsExactly(1L, 2L, 3L, 5L);
            assertThat(session.client.counters())
                    .extracting(Counters::pushes, Counters::repeatedPushes, Counters::missedPushes)
                    .containsExactly(4L, 1L, 1L);
        }
    }

    @Test
    void wordThatASnapshotIsNeededHasItsPlaceAmongThePushes() throws IOException {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer();
                Session session = new Session(server, server.builder().listener(new Listener() {
                    @Override
                    public void pushed(Push push) {
                        heard.add("push " + push.number());
                    }

                    @Override
                    public void snapshotNeeded(String type, String id) {
                        heard.add("snapshot " + type + "/" + id);
                    }
                }))) {
            session.peer.push(1);
            session.peer.snapshot(2, "zone", "z");
            session.peer.snapshot(2, "zone", "z");
            session.peer.push(3);
            // What has come so far is acknowledged after a while, so the first may be about less.
            long acknowledged = 0;
            while (acknowledged < 3) {
                acknowledged = session.peer.expect(Kind.ACK).getPushAck();
            }
            assertThat(acknowledged).isEqualTo(3);
            assertThat(heard).containsExactly("push 1", "snapshot zone/z", "push 3");
            assertThat(session.client.counters())
                    .extracting(Counters::pushes, Counters::snapshots, Counters::repeatedPushes, Counters::missedPushes)
                    .containsExactly(2L, 1L, 1L, 0L);
        }
    }

    @Test
    void aListenerThatKnowsNoActorsTakesASnapshotOfEverything() throws IOException {
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        try (FakeServer server = new FakeServer();
                Session session = new Session(server, server.builder().listener(new Listener() {
                    @Override
                    public void snapshotNeeded() {
                        heard.complete(true);
                    }
                }))) {
            session.peer.snapshot(1, "zone", "z");
            assertThat(get(heard)).isTrue();
        }
    }

    @Test
    void pushesOfAMessageAreParsedForWhoWantsThem() throws IOException {
        CompletableFuture<Welcome> heard = new CompletableFuture<>();
        try (FakeServer server = new FakeServer();
                Session session = new Session(
                        server, server.builder().on(Welcome.parser(), (push, welcome) -> heard.complete(welcome)))) {
            Welcome welcome = Welcome.newBuilder().setWindow(9).build();
            session.peer.push(1);
            session.peer.send(Envelope.newBuilder()
                    .setKind(Kind.PUSH)
                    .setNumber(2)
                    .setMessage(MessageId.of(welcome))
                    .setPayload(welcome.toByteString())
                    .build());
            assertThat(get(heard)).isEqualTo(welcome);
        }
    }

    @Test
    void whatIsSeenIsAcknowledgedWithTheNextRequestOrAloneAfterAWhile() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            session.ask();
            session.ask();
            session.peer.expectRequest(1);
            session.peer.expectRequest(2);
            session.peer.answer(2);
            session.peer.push(1);
            // Answer 1 has not been seen, so nothing up to 2 has.
            Envelope alone = session.peer.expect(Kind.ACK);
            assertThat(alone.getAck()).isZero();
            assertThat(alone.getPushAck()).isEqualTo(1);
            session.peer.answer(1);
            Waiting.until(() -> session.client.counters().answered() == 2);
            session.ask();
            assertThat(session.peer.expectRequest(3).getAck()).isEqualTo(2);
        }
    }

    @Test
    void aSilentClientPings() throws IOException {
        try (FakeServer server = new FakeServer()) {
            // A client gives a server up that says nothing for two heartbeats, and this one is no faster than its
            // machine.
            server.heartbeatMillis = 1000;
            try (Session session = new Session(server)) {
                session.peer.expect(Kind.PING);
            }
        }
    }

    @Test
    void aServersPingIsAnswered() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            session.peer.send(
                    Envelope.newBuilder().setKind(Kind.PING).setNumber(42).build());
            assertThat(session.peer.expect(Kind.PONG).getNumber()).isEqualTo(42);
        }
    }

    @Test
    void kindsFromTheFutureAreIgnored() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            session.peer.send(Envelope.newBuilder().setKindValue(77).build());
            CompletionStage<Answer> answer = session.ask();
            session.peer.expectRequest(1);
            session.peer.answer(1);
            get(answer);
        }
    }

    @Test
    void aWrongPasswordIsSaidAtOnce() throws IOException {
        try (FakeServer server = new FakeServer()) {
            CompletionStage<EtClient> connecting =
                    EtClient.builder(server.address()).password("eve", "guess").connect();
            Peer peer = server.accept();
            peer.welcome();
            peer.expect(Kind.LOGIN);
            peer.fail(0, Code.LOGIN_FAILED);
            assertThatThrownBy(() -> get(connecting))
                    .isInstanceOfSatisfying(
                            SessionEndedException.class,
                            e -> assertThat(e.code()).isEqualTo(Code.LOGIN_FAILED_VALUE));
        }
    }

    @Test
    void aBusyServerIsAskedAgain() throws IOException {
        try (FakeServer server = new FakeServer()) {
            CompletionStage<EtClient> connecting = server.builder().connect();
            Peer peer = server.accept();
            peer.welcome();
            peer.expect(Kind.LOGIN);
            peer.fail(0, Code.BUSY);
            server.acceptLogin();
            assertThat(get(connecting).player()).isEqualTo("p5");
        }
    }

    @Test
    void whereNobodyListensTheClientGivesUpInTime() throws IOException {
        ClientBuilder builder;
        try (FakeServer server = new FakeServer()) {
            builder = server.builder().patience(Duration.ofMillis(300));
        }
        assertThatThrownBy(() -> get(builder.connect()))
                .isInstanceOf(SessionEndedException.class)
                .hasMessageStartingWith("cannot log in");
    }

    @Test
    void logoutIsAgreedWithTheServer() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            CompletionStage<Answer> open = session.ask();
            CompletionStage<Void> done = session.client.logout();
            session.peer.expect(Kind.LOGOUT);
            session.peer.bye(Code.LOGGED_OUT);
            get(done);
            assertThatThrownBy(() -> get(open)).isInstanceOf(SessionEndedException.class);
            assertThatThrownBy(() -> get(session.ask())).isInstanceOf(SessionEndedException.class);
        }
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** A client that has logged in, and its server's end. */
    static final class Session implements AutoCloseable {

        final EtClient client;
        Peer peer;

        Session(FakeServer server) throws IOException {
            this(server, server.builder());
        }

        Session(FakeServer server, ClientBuilder builder) throws IOException {
            CompletionStage<EtClient> connecting = builder.connect();
            peer = server.acceptLogin();
            client = get(connecting);
        }

        CompletionStage<Answer> ask() {
            return client.request("", "", 0, new byte[0]);
        }

        @Override
        public void close() throws IOException {
            client.close();
            peer.close();
        }
    }
}
