package et.client;

import static et.client.EtClientTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.client.EtClientTest.Session;
import et.proto.client.Code;
import et.proto.client.Kind;
import et.proto.client.Resumed.Pushes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Several servers, of which some die. */
class FailoverTest {

    @Test
    void theSessionGoesOnAtTheNextServerWhenOneDies() throws IOException {
        try (FakeServer one = new FakeServer();
                FakeServer other = new FakeServer();
                Session session = new Session(one, FakeServer.builder(one, other))) {
            CompletionStage<Answer> open = session.ask();
            session.peer.expectRequest(1);
            one.goAway();
            session.peer.close();

            session.peer = other.acceptResume(resume -> {
                assertThat(resume.getToken().toStringUtf8()).isEqualTo("t0");
                assertThat(resume.getLastRequest()).isEqualTo(1);
            });
            session.peer.resumed("t1", Pushes.REPLAYED, 1);
            session.peer.expectRequest(1);
            session.peer.answer(1);
            get(open);
            assertThat(session.client.counters().reconnects()).isEqualTo(1);
        }
    }

    @Test
    void theFirstLoginPassesOverServersThatAreNotThere() throws IOException {
        try (FakeServer dead = new FakeServer();
                FakeServer alive = new FakeServer()) {
            dead.goAway();
            CompletionStage<EtClient> connecting =
                    FakeServer.builder(dead, alive).connect();
            alive.acceptLogin();
            get(connecting).close();
        }
    }

    @Test
    void aServerThatIsBusyIsPassedOver() throws IOException {
        try (FakeServer busy = new FakeServer();
                FakeServer other = new FakeServer()) {
            CompletionStage<EtClient> connecting =
                    FakeServer.builder(busy, other).connect();
            busy.accept().bye(Code.BUSY);
            other.acceptLogin();
            get(connecting).close();
        }
    }

    @Test
    void afterTheLastServerComesTheFirst() throws IOException {
        try (FakeServer one = new FakeServer();
                FakeServer other = new FakeServer();
                Session session = new Session(one, FakeServer.builder(one, other))) {
            for (FakeServer next : List.of(other, one, other)) {
                session.peer.close();
                session.peer = next.acceptResume(resume -> {});
                session.peer.resumed("t", Pushes.REPLAYED, 1);
                session.peer.expect(Kind.ACK);
            }
            Waiting.until(() -> session.client.counters().reconnects() == 3);
        }
    }

    @Test
    void aWrongListIsSaidAtOnce() {
        assertThatThrownBy(() -> EtClient.builder(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("servers: none (expected: at least one)");
        assertThatThrownBy(() -> EtClient.builder("tcp://a:1").first(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
