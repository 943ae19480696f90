package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import et.client.EtClient;
import et.client.RequestException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import trouble.Behave;
import trouble.Block;
import trouble.Done;
import trouble.Loop;
import trouble.Throw;

/** Logic that throws, loops or blocks hurts its own actors, is named once, and the container survives it. */
class BadLogicIT {

    private static final Path TROUBLE = Path.of(System.getProperty("et.trouble"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LOOP_SECONDS = 10;

    @RegisterExtension
    static final Container container = new Container();

    private static EtClient client;

    @BeforeAll
    static void bringTroubleIn() throws Exception {
        container.console("et:hotfix apply " + TROUBLE.toUri() + " --confirm").expectSuccess();
        client = container.connect();
    }

    @AfterAll
    static void logOut() {
        client.close();
    }

    @Test
    void aHandlerThatThrowsIsNamedOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> answer(ask("thrower", Throw.getDefaultInstance())))
                    .hasCauseInstanceOf(RequestException.class);
        }
        assertThat(said("Handler failed: request trouble.Throw of trouble/1.0.0 for trouble/thrower"))
                .hasSize(1);
        assertThat(answer(ask("thrower", Behave.getDefaultInstance())).getHandled())
                .as("what failed has changed nothing")
                .isEqualTo(1);
    }

    @Test
    void aHandlerThatLoopsHoldsNobodyOnOtherLanes() throws Exception {
        // A lane is an event loop, and has connections, too: those of some of these players are on other ones.
        List<EtClient> players =
                List.of(container.connect(), container.connect(), container.connect(), container.connect());
        CompletableFuture<Done> loop =
                ask("looper", Loop.newBuilder().setSeconds(LOOP_SECONDS).build());
        Wait.until(
                "the loop is named",
                PATIENCE,
                () -> !said("Slow handler: request trouble.Loop").isEmpty());
        List<CompletableFuture<Done>> others = IntStream.range(0, 32)
                .mapToObj(i -> ask(players.get(i % players.size()), "other-" + i, Behave.getDefaultInstance()))
                .toList();
        Wait.until(
                "actors of other lanes answer", PATIENCE, () -> others.stream().anyMatch(CompletableFuture::isDone));
        assertThat(loop).as("the loop, meanwhile").isNotDone();
        for (CompletableFuture<Done> other : others) {
            answer(other);
        }
        players.forEach(EtClient::close);
        assertThat(said("Slow handler: request trouble.Loop of trouble/1.0.0 for trouble/looper"))
                .hasSize(1);
        assertThat(said("Quarantined: request trouble.Loop of type trouble, trouble/1.0.0"))
                .hasSize(1);
        assertThatThrownBy(() -> answer(ask(
                        "looper-2", Loop.newBuilder().setSeconds(LOOP_SECONDS).build())))
                .as("it is cut off")
                .hasCauseInstanceOf(RequestException.class);
    }

    @Test
    void aHandlerThatBlocksIsInterrupted() throws Exception {
        assertThatThrownBy(() -> answer(ask(
                        "blocker", Block.newBuilder().setSeconds(LOOP_SECONDS).build())))
                .hasCauseInstanceOf(RequestException.class);
        assertThat(said("Slow handler: request trouble.Block of trouble/1.0.0 for trouble/blocker"))
                .hasSize(1);
        assertThat(said("Quarantined: request trouble.Block of type trouble, trouble/1.0.0"))
                .hasSize(1);
    }

    @Test
    void theGameBesideItGoesOn() throws Exception {
        assertThatThrownBy(() -> answer(ask("thrower-2", Throw.getDefaultInstance())))
                .hasCauseInstanceOf(RequestException.class);
        try (Robots robots = Robots.play(container, 10, Duration.ofSeconds(3))) {
            robots.figures().expectNothingLost();
        }
        assertThat(container.process())
                .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
    }

    private static CompletableFuture<Done> ask(String id, Message order) {
        return ask(client, id, order);
    }

    private static CompletableFuture<Done> ask(EtClient by, String id, Message order) {
        return by.request("trouble", id, order, Done.parser()).toCompletableFuture();
    }

    private static Done answer(CompletableFuture<Done> asked) throws Exception {
        return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<String> said(String what) throws Exception {
        return container.log().stream().filter(line -> line.contains(what)).toList();
    }
}
