package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import et.itests.mysql.MySqlServer;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The primary is lost while robots play, and an operator puts the replica into its place from the console. */
class PromotionIT {

    private static final int PLAYERS = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    @Order(1)
    static final DatabasePair servers = new DatabasePair();

    @RegisterExtension
    @Order(2)
    static final Container container = new Container("development", servers::words);

    @Test
    void playersPlayOnAndLoseNothingAndTheNextStartFindsTheNewPrimary() throws Exception {
        container.stop();
        var file = container.base().resolve("etc/et.persistence.hibernate.cfg");
        var before = Files.readString(file);
        assertThat(before).contains("\nreplicas =\n");
        Files.writeString(file, before.replace("\nreplicas =\n", "\nreplicas = " + servers.replica() + "\n"));
        container.start();
        assertThat(db()).contains(servers.replica() + "  replica  read").contains("Next: et:db check <host:port>");

        try (var robots = Robots.play(container, PLAYERS)) {
            awaitPlay();
            assertThat(container
                            .console("et:db promote " + servers.replicaAddress())
                            .text())
                    .contains("answers and takes writes, and two of these would be two games");
            servers.killPrimary();
            Wait.until("the replica is known to have all", PATIENCE, () -> {
                var check = container.console("et:db check " + servers.replicaAddress());
                return check.code() == 0 && check.text().contains("has all that this container acknowledged");
            });
            assertThat(container
                            .console("et:db promote " + servers.replicaAddress() + " --user " + MySqlServer.ADMIN
                                    + " --password-file " + servers.passwordFile())
                            .expectSuccess()
                            .text())
                    .contains("It has ")
                    .contains("Next: et:db promote " + servers.replicaAddress() + " in each other container");
            awaitPlay();
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
        assertThat(db()).contains(servers.replica() + "  primary  written");
        assertThat(container.console("et:audit list db").expectSuccess().text()).contains("db.promote");

        container.stop();
        container.start();
        assertThat(db()).contains(servers.replica() + "  primary  written");
        try (var client = container.connect()) {
            assertThat(client.player()).isNotEmpty();
        }
    }

    private static String db() throws Exception {
        return container.console("et:db").expectSuccess().text();
    }

    private static void awaitPlay() throws Exception {
        long before = container.status("answered");
        Wait.until("robots play", PATIENCE, () -> container.status("answered") > before + 5L * PLAYERS);
    }
}
