package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import et.client.EtClient;
import et.itests.process.Container.Answer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Some of the {@link FaultZooIT} in a cluster: what one container finds holds for all, and each actor has the state that it would have had without. */
@EnabledIfSystemProperty(named = "et.long", matches = "true", disabledReason = "-Plong has it")
class FaultZooClusterIT {

    private static final Path TROUBLE = Path.of(System.getProperty("et.trouble"));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String LEADER = "logic-2";

    @RegisterExtension
    static final Tiers tiers = new Tiers("gateway", "manager", "logic", "logic");

    @TempDir
    static Path jars;

    private static EtClient client;
    private static int versions;

    @BeforeAll
    static void bringIn() throws Exception {
        tiers.console(LEADER, "et:hotfix apply " + TROUBLE.toUri() + " --confirm");
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        client = EtClient.builder("tcp://127.0.0.1:" + tiers.port("gateway-1", "tcp"))
                .device(secret)
                .create(true)
                .connect()
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterAll
    static void logOut() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"THROWS_SOMETIMES", "WAITS_FOR_ITSELF", "ALLOCATES"})
    void whatIsWorseIsTakenBackEverywhere(String fault) throws Exception {
        versions++;
        String version = "1.1." + versions;
        Path jar = Faulty.version(TROUBLE, jars.resolve(versions + ".jar"), version, fault);
        try (Pump pump = new Pump(client, fault)) {
            flows(pump);
            Answer answer = tiers.answer(LEADER, "et:hotfix apply " + jar.toUri() + " --canary 50");
            // It may be noticed before all have begun it, and then that is what the command says.
            assertThat(answer.code() == 0 || answer.text().contains("trouble " + version + " stepped back by itself"))
                    .as(answer.text())
                    .isTrue();
            Wait.until(
                    "it is taken back",
                    PATIENCE,
                    () -> tiers.console(LEADER, "et:hotfix status").contains("Stepped back: trouble " + version));
            for (String container : new String[] {"logic-1", "logic-2"}) {
                Wait.until("1.0.0 serves all at " + container, PATIENCE, () -> {
                    String logic = tiers.console(container, "et:logic trouble");
                    return logic.contains("1.0.0") && !logic.contains(version);
                });
            }
            flows(pump);
            assertThat(pump.wrong()).as(fault).isEmpty();
        }
        String story = tiers.console(LEADER, "et:hotfix history " + (versions + 1));
        System.out.println(story);
        assertThat(story)
                .contains("staged at logic-1", "staged at logic-2", "canary at logic-1", "canary at logic-2")
                .contains("hotfix.stepback", "judged by logic-1", "rolled back at logic-1", "rolled back at logic-2");
    }

    private static void flows(Pump pump) throws Exception {
        int before = pump.answers();
        Wait.until("the actors answer", PATIENCE, () -> pump.answers() > before + 200);
    }
}
