package et.itests.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Karaf's own ways to bring code in are safe too: requests wait for it, for a while. */
class PlainWaysIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final Container container = new Container();

    @Test
    void aBundleUpdatedWhileRobotsPlayLosesNothing() throws Exception {
        try (Robots robots = Robots.play(container, 10)) {
            Wait.until("robots play", PATIENCE, () -> container.status("connected") > 0);
            container
                    .console("bundle:update arena mvn:org.etserver/arena/1.1.0")
                    .expectSuccess();
            Wait.until("arena 1.1.0 serves", PATIENCE, () -> serving("arena").contains("1.1.0"));
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
    }

    @Test
    void aBundleStoppedForAMomentHoldsItsRequests() throws Exception {
        try (Robots robots = Robots.play(container, 10)) {
            Wait.until("robots play", PATIENCE, () -> container.status("connected") > 0);
            container.console("bundle:stop arena").expectSuccess();
            Wait.until("requests are held", PATIENCE, () -> container.status("held") > 0);
            container.console("bundle:start arena").expectSuccess();
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
    }

    @Test
    void aJarInDeployServesAndOneTakenOutDoesNot() throws Exception {
        Path dropped = container.base().resolve("deploy/hello.jar");
        // Written beside and moved, as one does with a directory that is watched.
        Path aside =
                Files.copy(Container.bundle("hello", "1.0.0"), container.base().resolve("hello.jar"));
        Files.move(aside, dropped);
        Wait.until("hello serves counter", PATIENCE, () -> serving("counter").contains("1.0.0"));
        Files.delete(dropped);
        Wait.until("nothing serves counter", PATIENCE, () -> !serving("counter").contains("1.0.0"));
    }

    private static String serving(String type) throws Exception {
        return container.console("et:logic " + type).text();
    }
}
