package et.cluster.internal;

import static et.cluster.internal.TestNode.request;
import static et.cluster.internal.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.Link;
import et.cluster.Tier;
import et.cluster.internal.TestNode.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {

    @TempDir
    private static Path ours;

    @TempDir
    private static Path theirs;

    private static Keys keys;
    private static Map<String, Object> logicKeys;
    private static Map<String, Object> gatewayKeys;

    private final Town town = new Town();
    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeAll
    static void authority() {
        keys = new Keys(ours);
        logicKeys = keys.container("CN=l, OU=manager, OU=logic, O=et");
        gatewayKeys = keys.container("CN=g, OU=gateway, O=et");
    }

    @AfterEach
    void stop() {
        nodes.forEach(TestNode::close);
    }

    private TestNode logic(Map<String, Object> config) {
        TestNode node = TestNode.logic(town, "l", 2, config);
        nodes.add(node);
        return node;
    }

    private TestNode gateway(String name, Set<Tier> tiers, Map<String, Object> config) {
        TestNode node = new TestNode(town, name, 3, tiers, config);
        nodes.add(node);
        return node;
    }

    private static boolean answered(TestNode gateway) {
        AtomicInteger broken = new AtomicInteger();
        Session session = new Session(1);
        Link link = gateway.open(1, "l", 1, broken::incrementAndGet);
        gateway.run(1, () -> {
            link.send(request(session, 1, new byte[100_000]));
            link.flush();
        });
        until(() -> session.answers + broken.get() == 1);
        return session.answers == 1;
    }

    @Test
    void containersOfOneAuthorityTalkToEachOther() {
        logic(logicKeys);
        TestNode gateway = gateway("g", Set.of(Tier.GATEWAY), gatewayKeys);
        assertThat(answered(gateway)).isTrue();
        assertThat(gateway.certificates.context()).isNotNull();
    }

    @Test
    void whoHasKeysOfAnotherAuthorityOrNoneIsKeptOut() {
        TestNode logic = logic(logicKeys);
        Map<String, Object> foreign = new Keys(theirs).container("CN=g, OU=gateway, O=et");
        assertThat(answered(gateway("g", Set.of(Tier.GATEWAY), foreign))).isFalse();
        foreign.put("tls_truststore", gatewayKeys.get("tls_truststore"));
        assertThat(answered(gateway("g", Set.of(Tier.GATEWAY), foreign))).isFalse();
        assertThat(answered(gateway("g", Set.of(Tier.GATEWAY), Map.of()))).isFalse();
        assertThat(logic.threads).isEmpty();
    }

    @Test
    void whoClaimsANameOrATierThatItsCertificateDoesNotHaveIsKeptOut() {
        TestNode logic = logic(logicKeys);
        assertThat(answered(gateway("h", Set.of(Tier.GATEWAY), gatewayKeys))).isFalse();
        assertThat(answered(gateway("g", Set.of(Tier.GATEWAY, Tier.MANAGER), gatewayKeys)))
                .isFalse();
        assertThat(logic.threads).isEmpty();
    }

    @Test
    void aLaneThatIsNotWhomItsCertificateNamesIsNotBelieved() {
        TestNode logic = logic(gatewayKeys);
        assertThat(answered(gateway("g", Set.of(Tier.GATEWAY), gatewayKeys))).isFalse();
        assertThat(logic.threads).isEmpty();
    }

    @Test
    void tlsIsOffOnlyWhereNobodyElseCanListen() {
        TestNode logic = logic(Map.of());
        assertThat(logic.certificates.context()).isNull();
        assertThat(logic.certificates.reaches("127.0.0.2")).isTrue();
        assertThat(logic.certificates.reaches("192.0.2.1")).isFalse();
        ThisContainer elsewhere =
                new ThisContainer(TestConfig.of(ThisContainer.Config.class, Map.of("host", "192.0.2.1")));
        ThisContainer everywhere =
                new ThisContainer(TestConfig.of(ThisContainer.Config.class, Map.of("listen", "0.0.0.0")));
        assertThatThrownBy(() -> new Certificates(TestConfig.links(Map.of()), everywhere))
                .hasMessageContaining("Links to other machines want TLS");
        assertThatThrownBy(() -> new Certificates(TestConfig.links(Map.of()), elsewhere))
                .hasMessage("et.cluster.link tls.password.file: '' (expected: a file that can be read). Links to other"
                        + " machines want TLS: make keys with ./et certs, and see tls in etc/et.cluster.link.cfg.");
        assertThatThrownBy(() -> new Certificates(TestConfig.links(Map.of("tls", "off")), elsewhere))
                .hasMessage("et.cluster.link tls: 'off' (expected: auto or on)");
    }
}
