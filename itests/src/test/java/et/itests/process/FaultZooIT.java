package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import et.client.EtClient;
import et.itests.process.Container.Answer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Versions that are bad in many ways are tried on half of the actors, under load. Either nothing of them ever serves, or they are taken back by themselves; then every actor has the
 * state that it would have had without. Each build has three of them, {@code -Plong} all.
 */
class FaultZooIT {

    private static final Path TROUBLE = Path.of(System.getProperty("et.trouble"));
    private static final boolean LONG = Boolean.getBoolean("et.long");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final Container container = new Container();

    @TempDir
    static Path jars;

    private static EtClient client;
    private static int versions;

    @BeforeAll
    static void bringIn() throws Exception {
        container.console("et:hotfix apply " + TROUBLE.toUri() + " --confirm").expectSuccess();
        assertThat(container.console("shell:threads --list").expectSuccess().text())
                .as("started by the core, before any game asks for it")
                .contains("CompletableFutureDelayScheduler");
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        client = EtClient.builder("tcp://127.0.0.1:" + container.port("tcp"))
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

    @AfterEach
    void theGoodOneServes() throws Exception {
        Wait.until("trouble 1.0.0 serves all, alone", PATIENCE, () -> {
            Answer logic = container.console("et:logic trouble");
            // A lane that is held up does not say what it has handled.
            return logic.code() == 0
                    && logic.text().contains("1.0.0")
                    && logic.text().contains("active")
                    && !logic.text().contains("1.1.");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "THROWS_SOMETIMES",
                "FAILS_FOR_SOME",
                "LOOPS",
                "WAITS_FOR_ITSELF",
                "LOCKS_CROSSWISE",
                "IS_SLOW",
                "ALLOCATES",
                "HAS_ANOTHER_STATE",
            })
    void whatIsWorseIsTakenBackByItself(String fault) throws Exception {
        assumeTrue(LONG || fault.equals("THROWS_SOMETIMES") || fault.equals("WAITS_FOR_ITSELF"), "-Plong has it");
        try (Pump pump = new Pump(client, fault)) {
            flows(pump);
            long begun = System.nanoTime();
            Answer answer = canary(fault);
            String said = answer.text();
            // It may be noticed before all have begun it, and then that is what the command says.
            assertThat(answer.code() == 0 || said.contains("trouble 1.1." + versions + " stepped back by itself"))
                    .as(said)
                    .isTrue();
            long serves = System.nanoTime();
            Wait.until("it is taken back", PATIENCE, () -> status().contains("Stepped back: trouble 1.1." + versions));
            long noticed = System.nanoTime();
            assertThat(status()).contains("rolled back");
            // So it is decided; until that is followed, some actors still have the bad one.
            theGoodOneServes();
            int touched = pump.touched();
            flows(pump);
            assertThat(pump.wrong()).as("%s: %s", fault, said).isEmpty();
            System.out.printf(
                    "%s: applied in %d ms, taken back after %d ms, %d of 40 actors touched: %s%n",
                    fault,
                    TimeUnit.NANOSECONDS.toMillis(serves - begun),
                    TimeUnit.NANOSECONDS.toMillis(noticed - serves),
                    touched,
                    status().lines()
                            .filter(line -> line.startsWith("Stepped back"))
                            .findFirst()
                            .orElseThrow());
        }
        awaitSaid("et:audit list hotfix.stepback", "hotfix.stepback", "trouble");
        awaitSaid(
                "et:hotfix history " + (versions + 1),
                "ssh from 127.0.0.1",
                "hotfix.begun",
                "staged at et",
                "hotfix.stepback",
                "judged by et");
    }

    /** The audit is written after the act. */
    private static void awaitSaid(String command, String... words) throws Exception {
        Wait.until(command + " has " + List.of(words), PATIENCE, () -> {
            String text = container.console(command).expectSuccess().text();
            return Stream.of(words).allMatch(text::contains);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"MIGRATES_BADLY", "THROWS_IN_DEFINE", "BLOCKS_IN_DEFINE"})
    void whatCannotServeNeverDoes(String fault) throws Exception {
        assumeTrue(LONG || fault.equals("MIGRATES_BADLY"), "-Plong has it");
        try (Pump pump = new Pump(client, fault)) {
            flows(pump);
            Answer answer = canary(fault);
            assertThat(answer.code()).as(answer.text()).isNotZero();
            assertThat(answer.text()).contains("Nothing was changed");
            System.out.printf(
                    "%s: %s%n",
                    fault,
                    answer.text().lines().filter(line -> !line.startsWith("- ")).toList());
            flows(pump);
            assertThat(pump.touched()).isZero();
            assertThat(pump.wrong()).isEmpty();
        }
    }

    @Test
    void whoKeepsAThreadIsNamed() throws Exception {
        assumeTrue(LONG, "-Plong has it");
        canary("LEAKS_A_THREAD").expectSuccess();
        String said =
                container.console("et:hotfix rollback trouble").expectSuccess().text();
        assertThat(said).contains("still in memory", "leak");
    }

    /** What nobody measures is not noticed: only those who were in the canary are concerned, and an operator has to see it. */
    @Test
    void nonsenseInAStateStaysWithTheCanary() throws Exception {
        assumeTrue(LONG, "-Plong has it");
        try (Pump pump = new Pump(client, "CORRUPTS")) {
            flows(pump);
            canary("CORRUPTS").expectSuccess();
            flows(pump);
            container.console("et:hotfix rollback trouble").expectSuccess();
            Map<String, String> wrong = pump.wrong();
            System.out.printf("CORRUPTS: %d of 40 actors have nonsense in their state%n", wrong.size());
            assertThat(wrong).as("half of 40 actors, more or less").hasSizeBetween(5, 35);
        }
    }

    private static Answer canary(String fault) throws Exception {
        versions++;
        Path jar = Faulty.version(TROUBLE, jars.resolve(versions + ".jar"), "1.1." + versions, fault);
        return container.console("et:hotfix apply " + jar.toUri() + " --canary 50");
    }

    private static String status() throws Exception {
        return container.console("et:hotfix status").expectSuccess().text();
    }

    private static void flows(Pump pump) throws Exception {
        int before = pump.answers();
        Wait.until("the actors answer", PATIENCE, () -> pump.answers() > before + 200);
    }
}
