package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New logic, and back, by console commands while robots play. */
class HotfixUnderLoadIT {

    private static final Load LOAD = Load.asAsked();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern TAKEN = Pattern.compile("requests taken +([\\d ]+)");
    private static final Pattern ZEROS =
            Pattern.compile("lost +0\\s+duplicated +0\\s+reordered +0\\s+disconnected +0\\s");

    private static final Pattern MEASURED = Pattern.compile(
            "\"type\":\"player\",\"version\":\"1\\.[01]\\.0\",\"tried\":(true|false),\"actors\":[1-9]\\d*,\"messages\":[1-9]");

    /** So often it is looked what classes take. */
    private static final int EACH = 50;

    private static final String OLD = "mvn:org.etserver/arena/1.0.0";
    private static final String NEW = "mvn:org.etserver/arena/1.1.0";

    @RegisterExtension
    static final Container container = new Container();

    @Test
    void hotfixesComeAndGoAndNothingIsLost() throws Exception {
        long taken = 0;
        try (Robots robots = Robots.play(container, LOAD.players())) {
            for (int done = 0; done < LOAD.hotfixes(); done += 2) {
                Wait.until("robots play", PATIENCE, () -> container.status("connected") > 0);
                taken += there();
                // Both ways back in turn: taken back, and replaced by the older version for good.
                if (done % 4 == 0) {
                    taken += receipt("et:hotfix rollback arena");
                } else {
                    container.console("et:hotfix confirm arena").expectSuccess();
                    taken += receipt("et:hotfix apply " + OLD);
                    container.console("et:hotfix confirm arena").expectSuccess();
                }
            }
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
        assertThat(taken).as("requests taken while hotfixes happened").isPositive();
    }

    @Test
    void aCanaryGrowsAndIsTakenBackAndNothingIsLost() throws Exception {
        try (Robots robots = Robots.play(container, LOAD.players())) {
            Wait.until("robots play", PATIENCE, () -> container.status("connected") > 0);
            receipt("et:hotfix apply " + NEW + " --canary 30");
            bothServe();
            receipt("et:hotfix widen arena 60");
            bothServe();
            receipt("et:hotfix rollback arena");
            receipt("et:hotfix apply " + NEW + " --canary 30");
            bothServe();
            receipt("et:hotfix switch arena");
            receipt("et:hotfix rollback arena");
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
        System.out.println(
                container.console("et:hotfix watch arena").expectSuccess().text());
    }

    /** Players of both versions play, and what they do is measured apart. */
    private static void bothServe() throws Exception {
        Wait.until("both versions of player are measured", PATIENCE, () -> {
            String text = container
                    .console("et:hotfix watch arena --json")
                    .expectSuccess()
                    .text();
            Matcher matcher = MEASURED.matcher(text);
            int measured = 0;
            while (matcher.find()) {
                measured++;
            }
            return measured == 2;
        });
        System.out.println(container
                .console("et:hotfix watch arena --seconds 1")
                .expectSuccess()
                .text());
    }

    @Test
    void oldCodeLeavesTheMemory() throws Exception {
        try (Robots robots = Robots.play(container, 10, Duration.ofSeconds(3))) {
            robots.figures().expectNothingLost();
        }
        there();
        container.console("et:hotfix rollback arena").expectSuccess();
        Container.Metaspace before = container.metaspace();
        for (int done = 0; done < LOAD.many(); done += 2) {
            if (done % EACH == 0) {
                System.out.println(done + " hotfixes: " + container.metaspace());
            }
            there();
            container.console("et:hotfix rollback arena").expectSuccess();
        }
        Container.Metaspace after = container.metaspace();
        System.out.println(LOAD.many() + " hotfixes: " + after);
        // One version of arena takes some 70 kB of it: were every second one kept, this would be passed after a few.
        assertThat(after.headers() - before.headers()).isLessThan(200);
        String status =
                container.console("et:hotfix status --json").expectSuccess().text();
        assertThat(status.split("\"collected\":false", -1).length - 1)
                .as(status)
                .isLessThanOrEqualTo(1);
    }

    private static long there() throws Exception {
        return receipt("et:hotfix apply " + NEW);
    }

    /** A receipt is printed, and it is clean; returns how many requests came while it was open. */
    private static long receipt(String command) throws Exception {
        String text = container.console(command).expectSuccess().text();
        System.out.println(text);
        assertThat(text).contains("Receipt   arena", ", clean").containsPattern(ZEROS);
        Matcher matcher = TAKEN.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1).replace(" ", ""));
    }
}
