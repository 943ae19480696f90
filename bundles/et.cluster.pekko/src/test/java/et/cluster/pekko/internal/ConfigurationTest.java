package et.cluster.pekko.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.Tier;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ConfigurationTest {

    @Test
    void theFileHasTheKeysOfTheComponent() throws Exception {
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("../../etc/et.cluster.pekko.cfg"))) {
            file.load(reader);
        }
        Set<String> keys = new TreeSet<>();
        for (Method method : PekkoCluster.Config.class.getDeclaredMethods()) {
            keys.add(method.getName().replace('_', '.'));
        }
        assertThat(file.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void aSeedThatIsNoAddressIsNamed() {
        assertThatThrownBy(
                        () -> new Container("g", Set.of(Tier.GATEWAY), 0, "a:1, b", () -> null, new Store().host("g")))
                .hasMessage("et.cluster.pekko seeds: 'b' (expected: host:port, host:port, ...)");
    }
}
