package et.hotfix.internal;

import static et.hotfix.internal.FakeSessions.line;
import static org.assertj.core.api.Assertions.assertThat;

import et.hotfix.Receipt.Clients;
import et.session.Sessions.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReceiptWindowTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(60);

    private final FakeLogics logics = new FakeLogics();
    private final FakeSessions sessions = new FakeSessions();

    @Test
    void countsBetweenTwoReadings() throws Exception {
        counters(new Counters(100, 90, 8, 2, 1, 1, 5), new Counters(160, 153, 5, 2, 1, 1, 5));
        logics.handled.put("player game/1.0.0", 10L);
        logics.handled.put("zone game/1.0.0", 1L);
        var window = ReceiptWindow.open(readings());
        logics.handled.put("player game/1.0.0", 15L);
        logics.handled.put("player game/1.1.0", 40L);
        logics.handled.put("zone other/1.1.0", 7L);
        window.switched();
        var closed = window.close(LONG);
        assertThat(closed.handled("game", "1.0.0")).isEqualTo(5);
        assertThat(closed.handled("game", "1.1.0")).isEqualTo(40);
        assertThat(closed.clients()).contains(new Clients(60, 63, 0, 0, 0, 0, 0, 0));
        assertThat(closed.clients().orElseThrow().clean()).isTrue();
    }

    @Test
    void aRequestThatNobodyHoldsAnyMoreIsLost() throws Exception {
        counters(new Counters(100, 90, 10, 0, 0, 0, 0), new Counters(110, 107, 0, 0, 0, 0, 0));
        Clients clients = run();
        assertThat(clients.lost()).isEqualTo(3);
        assertThat(clients.clean()).isFalse();
    }

    @Test
    void whatWasLostBeforeIsNotCountedAgain() throws Exception {
        counters(new Counters(100, 90, 5, 0, 0, 0, 0), new Counters(110, 105, 0, 0, 0, 0, 0));
        assertThat(run().lost()).isZero();
    }

    @Test
    void figuresReadAtDifferentInstantsAreReadAgain() throws Exception {
        counters(
                new Counters(100, 90, 10, 0, 0, 0, 0),
                new Counters(110, 107, 0, 0, 0, 0, 0),
                new Counters(112, 112, 0, 0, 0, 0, 0));
        assertThat(run().lost()).isZero();
    }

    @Test
    void anAnswerTooManyIsADuplicate() throws Exception {
        counters(new Counters(100, 100, 0, 0, 0, 0, 0), new Counters(110, 111, 0, 0, 2, 0, 0));
        Clients clients = run();
        assertThat(clients.duplicated()).isEqualTo(3);
        assertThat(clients.lost()).isZero();
    }

    @Test
    void reorderingIsCountedOnBothSides() throws Exception {
        counters(new Counters(0, 0, 0, 0, 0, 4, 1), new Counters(0, 0, 0, 0, 0, 5, 3));
        logics.reordered = 2;
        var window = ReceiptWindow.open(readings());
        logics.reordered = 4;
        Clients clients = window.close(LONG).clients().orElseThrow();
        assertThat(clients.reordered()).isEqualTo(3);
        assertThat(clients.disconnected()).isEqualTo(2);
    }

    @Test
    void closesWhenAllFromBeforeIsAnswered() throws Exception {
        sessions.lists.add(List.of(line(1, 2, 10, 9), line(2, 0, 4, 0)));
        sessions.lists.add(List.of(line(1, 2, 11, 10), line(2, 1, 5, 5)));
        // Newer requests are open; those from before are not.
        sessions.lists.add(List.of(line(1, 3, 14, 12), line(2, 1, 5, 5)));
        assertThat(run().open()).isZero();
    }

    @Test
    void tellsWhatIsStillOpen() throws Exception {
        sessions.lists.add(List.of(line(1, 3, 10, 8), line(2, 1, 4, 4), line(3, 1, 4, 4)));
        sessions.lists.add(List.of(line(1, 9, 16, 8), line(3, 2, 5, 4)));
        var window = ReceiptWindow.open(readings());
        window.switched();
        Clients clients = window.close(SHORT).clients().orElseThrow();
        // Session 2 has ended; of session 1, the numbers 8 to 10 may all be open; of session 3, number 4 is.
        assertThat(clients.open()).isEqualTo(4);
        assertThat(clients.clean()).isFalse();
    }

    @Test
    void withoutAGatewayThereAreNoFiguresOfClients() throws Exception {
        var window = ReceiptWindow.open(new Readings(logics, Optional::empty));
        window.switched();
        assertThat(window.close(LONG).clients()).isEmpty();
    }

    private Clients run() throws Exception {
        var window = ReceiptWindow.open(readings());
        window.switched();
        return window.close(LONG).clients().orElseThrow();
    }

    private Readings readings() {
        return new Readings(logics, () -> Optional.of(sessions));
    }

    private void counters(Counters... readings) {
        sessions.counters.addAll(List.of(readings));
    }
}
