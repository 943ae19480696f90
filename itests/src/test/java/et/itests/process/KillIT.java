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

    /** The database is in the container: both end at once. */
    @Test
    void nothingIsLostWhenTheContainerIsKilled() throws Exception {
        Deaths.survive("container", container, () -> awaitPlay(Deaths.players()), container::kill, container::start);
    }

    @Test
    void aCleanStopInTheMiddleOfAGameLosesNothingEither() throws Exception {
        try (Robots robots = Robots.play(container, LOAD.players(), LOAD.length())) {
            awaitPlay(LOAD.players());
            container.stop();
            assertThat(container.process()).isEmpty();
            container.start();
            robots.figures().expectNothingLost();
        }
    }

    /** The container counts from its own start. */
    private static void awaitPlay(int players) throws Exception {
        long before = container.status("answered");
        Wait.until("robots play", PATIENCE, () -> container.status("answered") > before + 5L * players);
    }
}
