package et.client;

import static et.client.EtClientTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.client.EtClientTest.Session;
import et.client.FakeServer.Peer;
import et.proto.client.Code;
import et.proto.client.Kind;
import et.proto.client.Resumed.Pushes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Lost connections. */
class ResumeTest {

    @Test
    void whatWasNotAnsweredIsSentAgainInOrder() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            List<CompletionStage<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(session.ask());
            }
            for (int number = 1; number <= 4; number++) {
                session.peer.expectRequest(number);
            }
            session.peer.answer(1);
            session.peer.answer(3);
            session.peer.push(1);
            get(answers.get(2));
            Waiting.until(() -> session.client.counters().pushes() == 1);
            session.peer.close();

            session.peer = server.acceptResume(resume -> {
                assertThat(resume.getToken().toStringUtf8()).isEqualTo("t0");
                assertThat(resume.getLastAnswer()).isEqualTo(1);
                assertThat(resume.getLastRequest()).isEqualTo(4);
                assertThat(resume.getLastPush()).isEqualTo(1);
            });
            CompletionStage<Answer> later = session.ask();
            session.peer.resumed("t1", Pushes.REPLAYED, 2);
            session.peer.expectRequest(2);
            session.peer.expectRequest(4);
            session.peer.expect(Kind.ACK);
            session.peer.expectRequest(5);
            for (long number : new long[] {2, 4, 5}) {
                session.peer.answer(number);
            }
            get(answers.get(1));
            get(answers.get(3));
            get(later);
            Counters counters = session.client.counters();
            assertThat(counters.sent()).isEqualTo(5);
            assertThat(counters.resent()).isEqualTo(2);
            assertThat(counters.answered()).isEqualTo(5);
            assertThat(counters.unanswered()).isZero();
            assertThat(counters.repeatedAnswers()).isZero();
            assertThat(counters.reconnects()).isEqualTo(1);
            assertThat(counters.lost()).isEqualTo(1);
        }
    }

    @Test
    void theTokenOfTheLastResumedIsUsedAndAnUnansweredResumeUsesTheSameAgain() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            session.peer.close();
            Peer dropped = server.acceptResume(
                    resume -> assertThat(resume.getToken().toStringUtf8()).isEqualTo("t0"));
            dropped.close();
            Peer resumed = server.acceptResume(
                    resume -> assertThat(resume.getToken().toStringUtf8()).isEqualTo("t0"));
            resumed.resumed("t1", Pushes.REPLAYED, 1);
            // Something comes at once, so that the server knows that the token has arrived.
            resumed.expect(Kind.ACK);
            resumed.close();
            session.peer = server.acceptResume(
                    resume -> assertThat(resume.getToken().toStringUtf8()).isEqualTo("t1"));
        }
    }

    @Test
    void lostPushesAreSaidAndTheNumbersGoOnFromThere() throws IOException {
        CompletableFuture<Boolean> snapshot = new CompletableFuture<>();
        try (FakeServer server = new FakeServer();
                Session session = new Session(server, server.builder().listener(new Listener() {
                    @Override
                    public void snapshotNeeded() {
                        snapshot.complete(true);
                    }
                }))) {
            session.peer.push(1);
            Waiting.until(() -> session.client.counters().pushes() == 1);
            session.peer.close();
            session.peer = server.acceptResume(resume -> {});
            session.peer.resumed("t1", Pushes.SNAPSHOT, 50);
            session.peer.push(50);
            assertThat(get(snapshot)).isTrue();
            Waiting.until(() -> session.client.counters().pushes() == 2);
            assertThat(session.client.counters().missedPushes()).isZero();
            assertThat(session.client.counters().snapshots()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatSaysItStopsIsComeBackTo() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            session.peer.bye(Code.STOPPING);
            session.peer = server.acceptResume(resume -> {});
            session.peer.resumed("t1", Pushes.REPLAYED, 1);
            Waiting.until(() -> session.client.counters().reconnects() == 1);
            assertThat(session.client.counters().serverCloses()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUpAndComeBackTo() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.heartbeatMillis = 500;
            try (Session session = new Session(server)) {
                // The next connection has time: it is about the silence on this one.
                server.heartbeatMillis = 15_000;
                // Half open: the socket is there, nobody answers.
                try (Peer again = server.acceptResume(resume -> {})) {
                    again.resumed("t1", Pushes.REPLAYED, 1);
                    Waiting.until(() -> session.client.counters().reconnects() == 1);
                }
            }
        }
    }

    @Test
    void aKickIsTheEnd() throws IOException {
        CompletableFuture<SessionEndedException> ended = new CompletableFuture<>();
        try (FakeServer server = new FakeServer();
                Session session = new Session(server, server.builder().listener(new Listener() {
                    @Override
                    public void ended(SessionEndedException why) {
                        ended.complete(why);
                    }
                }))) {
            CompletionStage<Answer> open = session.ask();
            session.peer.expectRequest(1);
            session.peer.bye(Code.KICKED);
            assertThat(get(ended).code()).isEqualTo(Code.KICKED_VALUE);
            assertThatThrownBy(() -> get(open)).isInstanceOf(SessionEndedException.class);
            assertThat(session.client.counters().reconnects()).isZero();
        }
    }

    @Test
    void aRefusedResumeIsTheEnd() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            CompletionStage<Answer> open = session.ask();
            session.peer.close();
            session.peer = server.acceptResume(resume -> {});
            session.peer.fail(0, Code.RESUME_FAILED);
            assertThatThrownBy(() -> get(open))
                    .isInstanceOfSatisfying(
                            SessionEndedException.class,
                            e -> assertThat(e.code()).isEqualTo(Code.RESUME_FAILED_VALUE));
        }
    }

    @Test
    void afterTheResumeWindowTheClientGivesUp() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.resumeMillis = 900;
            try (Session session = new Session(server)) {
                CompletionStage<Answer> open = session.ask();
                server.goAway();
                session.peer.close();
                assertThatThrownBy(() -> get(open))
                        .isInstanceOf(SessionEndedException.class)
                        .hasMessageStartingWith("the session cannot be resumed in time");
            }
        }
    }

    @Test
    void aCutConnectionIsResumed() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            session.client.cut();
            session.peer = server.acceptResume(resume -> {});
            session.peer.resumed("t1", Pushes.REPLAYED, 1);
            Waiting.until(() -> session.client.counters().reconnects() == 1);
        }
    }

    @Test
    void whoLogsOutWithoutAConnectionComesBackToSaySo() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            session.peer.close();
            Waiting.until(() -> session.client.counters().lost() == 1);
            CompletionStage<Void> done = session.client.logout();
            session.peer = server.acceptResume(resume -> {});
            session.peer.resumed("t1", Pushes.REPLAYED, 1);
            session.peer.expect(Kind.LOGOUT);
            session.peer.bye(Code.LOGGED_OUT);
            get(done);
        }
    }

    @Test
    void aLogoutThatWasLostWithItsConnectionIsSaidAgain() throws IOException {
        try (FakeServer server = new FakeServer();
                Session session = new Session(server)) {
            CompletionStage<Void> done = session.client.logout();
            session.peer.expect(Kind.LOGOUT);
            session.peer.close();
            session.peer = server.acceptResume(resume -> {});
            session.peer.resumed("t1", Pushes.REPLAYED, 1);
            session.peer.expect(Kind.LOGOUT);
            session.peer.bye(Code.LOGGED_OUT);
            get(done);
        }
    }
}
