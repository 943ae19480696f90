package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was acknowledged is there after {@code kill -9}, and what was not is asked again by the clients. */
class KillIT {

    private static final Load LOAD = Load.asAsked();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final Container container = new Container();

    @Test
    void robotsGoOnAfterKillAndStart() throws Exception {
        try (Robots robots = Robots.play(container, LOAD.players(), LOAD.length())) {
            awaitPlay();
            container.kill();
            container.start();
            Robots.Figures figures = robots.figures().expectNothingLost();
            assertThat(figures.of("disconnected")).as(figures.said()).isPositive();
        }
    }

    @Test
    void aCleanStopInTheMiddleOfAGameLosesNothingEither() throws Exception {
        try (Robots robots = Robots.play(container, LOAD.players(), LOAD.length())) {
            awaitPlay();
            container.stop();
            assertThat(container.process()).isEmpty();
            container.start();
            robots.figures().expectNothingLost();
        }
    }

    /** The container counts from its own start. */
    private static void awaitPlay() throws Exception {
        long before = container.status("answered");
        Wait.until("robots play", PATIENCE, () -> container.status("answered") > before + 5L * LOAD.players());
    }
}
