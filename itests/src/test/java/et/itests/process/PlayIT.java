package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A game of some seconds, and the console beside it. */
class PlayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final Container container = new Container();

    @Test
    void twentyRobotsPlayAndNothingIsLost() throws Exception {
        try (Robots robots = Robots.play(container, 20, Duration.ofSeconds(5))) {
            robots.figures().expectNothingLost().expectNobodyDisconnected();
        }
    }

    @Test
    void whatRobotsDidIsReplayedWithTheNextVersion() throws Exception {
        try (Robots robots = Robots.play(container, 10, Duration.ofSeconds(3))) {
            robots.figures().expectNothingLost();
        }
        assertThat(container
                        .console("et:hotfix replay mvn:org.etserver/arena/1.1.0")
                        .expectSuccess()
                        .text())
                .containsPattern("Replay +[1-9][0-9 ]* recorded messages of [1-9][0-9]* actors: [1-9]")
                .doesNotContain("newly failing", "different each time")
                .contains("Nothing was changed.");
        assertThat(container.console("et:logic").expectSuccess().text()).doesNotContain("1.1.0");
    }

    @Test
    void aStatusIsForPeopleAndForScripts() throws Exception {
        assertThat(container.console("et:status").expectSuccess().text()).contains("Sessions", "Committer", "et:logic");
        assertThat(container.console("et:status --json").expectSuccess().text().strip())
                .startsWith("{")
                .endsWith("}")
                .doesNotContain("\n")
                .contains("\"serving\":true");
    }

    @Test
    void whatServesIsNamedWithItsVersion() throws Exception {
        assertThat(container.console("et:logic").expectSuccess().text()).contains("arena", "player", "1.0.0");
    }

    @Test
    void aCommandThatCannotDoItsWorkSaysSoWithItsExitCode() throws Exception {
        assertThat(container.console("et:nonsense").code()).isEqualTo(1);
        assertThat(container.console("et:actor player/nobody-has-this-id").code())
                .isEqualTo(1);
        Container.Answer kick = container.console("et:kick nobody-has-this-name");
        assertThat(kick.code()).as(kick.text()).isEqualTo(1);
        Container.Answer plan = container.console("et:hotfix plan /nothing/here.jar");
        assertThat(plan.code()).as(plan.text()).isEqualTo(1);
        assertThat(plan.text()).contains("/nothing/here.jar").doesNotContain("\tat ");
    }

    @Test
    void theScriptTellsWhatRuns() throws Exception {
        Container.Answer status = container.et(PATIENCE, "status").expectSuccess();
        assertThat(status.text()).contains("runs", String.valueOf(container.port("tcp")));
        Container.Answer again = container.et(PATIENCE, "start");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.text()).contains("runs already");
    }

    @Test
    void theConsoleIsOpenToTheOperatorsKeyAndToNothingElse() throws Exception {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            for (String user : List.of("et", "karaf", "admin")) {
                try (ClientSession session = client.connect(user, "127.0.0.1", container.port("ssh"))
                        .verify(PATIENCE)
                        .getSession()) {
                    session.addPasswordIdentity("karaf");
                    session.addPublicKeyIdentity(
                            KeyPairGenerator.getInstance("EC").generateKeyPair());
                    assertThatThrownBy(() -> session.auth().verify(PATIENCE)).isInstanceOf(SshException.class);
                }
            }
        }
    }

    @Test
    void theConsoleListensOnThisMachineOnly() throws Exception {
        List<InetAddress> elsewhere = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        int port = container.port("ssh");
        for (InetAddress address : elsewhere) {
            assertThatThrownBy(() -> new Socket(address, port).close()).isInstanceOf(ConnectException.class);
        }
    }
}
