package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import et.client.EtClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A container whose game is in a server of MySQL or MariaDB: what was acknowledged is there, whichever of the two is killed. */
class MySqlIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    @Order(1)
    static final DatabaseServer server = new DatabaseServer();

    @RegisterExtension
    @Order(2)
    static final Container container = new Container("development", server::words);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostWhenTheContainerIsKilled() throws Exception {
        Deaths.survive("container", container, MySqlIT::awaitPlay, container::kill, container::start);
        assertThat(container.log()).anyMatch(line -> line.contains("database mysql://127.0.0.1"));
        assertThat(container.base().resolve("data/et"))
                .as("a database of its own")
                .doesNotExist();
    }

    @Test
    void nothingIsLostWhenTheDatabaseIsKilled() throws Exception {
        Deaths.survive("database", container, MySqlIT::awaitPlay, server::kill, () -> {
            server.start();
            // Not by what robots write: on a busy machine they may have played to their end.
            Wait.until("it writes again", PATIENCE, MySqlIT::aNewPlayerIsLetIn);
        });
    }

    private static boolean aNewPlayerIsLetIn() throws Exception {
        try (EtClient client = container.connect()) {
            return !client.player().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    @Test
    void nothingIsLostWhenBothAreKilled() throws Exception {
        Deaths.survive(
                "both",
                container,
                MySqlIT::awaitPlay,
                () -> {
                    container.kill();
                    server.kill();
                },
                () -> {
                    server.start();
                    container.start();
                });
    }

    @Test
    void aStartSaysWhatIsWrongWithTheDatabase() throws Exception {
        Path wrong = Files.writeString(folder.resolve("password"), "hunter2\n");
        Container.Answer start = container.et(
                Duration.ofSeconds(150),
                "start",
                "--name",
                "stranger",
                "--tcp-port=0",
                "--ws-port=0",
                "--ssh-port=0",
                "--db",
                server.url(),
                "--db-password-file",
                wrong.toString());
        assertThat(start.code()).as(start.text()).isEqualTo(1);
        assertThat(start.text())
                .contains("cannot be opened: the server knows no such user, or not with this password")
                .doesNotContain("hunter2");

        Container.Answer open = container.et(PATIENCE, "start", "--name", "open", "--db", "mysql://et:hunter2@db/et");
        assertThat(open.code()).as(open.text()).isEqualTo(1);
        assertThat(open.text()).contains("ET_DB_PASSWORD", "--db-password-file").doesNotContain("hunter2");
    }

    private static void awaitPlay() throws Exception {
        long before = container.status("answered");
        Wait.until("robots play", PATIENCE, () -> container.status("answered") > before + 5L * Deaths.players());
    }
}
