package et.cluster.internal;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ThisContainerTest {

    @Test
    void itIsWhatItsConfigurationSays() {
        ThisContainer self = self(Map.of("container", "logic-1", "tiers", "logic, manager", "host", "localhost"));
        assertThat(self.container()).isEqualTo("logic-1");
        assertThat(self.tiers()).containsExactlyInAnyOrder(Tier.LOGIC, Tier.MANAGER);
        assertThat(self.host()).isEqualTo("127.0.0.1");
        assertThat(self.listen()).isEqualTo("127.0.0.1");
    }

    @Test
    void itCanListenElsewhereThanWhereOthersReachIt() {
        ThisContainer self = self(Map.of("host", "192.0.2.7", "listen", "0.0.0.0"));
        assertThat(self.host()).isEqualTo("192.0.2.7");
        assertThat(self.listen()).isEqualTo("0.0.0.0");
    }

    @Test
    void eachProcessHasAnIncarnationOfItsOwnAndLaterOnesAreLarger() {
        long first = self(Map.of()).incarnation();
        assertThat(first >> 20).isBetween(1_700_000_000_000L, System.currentTimeMillis());
        Waiting.until(() -> System.currentTimeMillis() > first >> 20);
        assertThat(self(Map.of()).incarnation()).isGreaterThan(first);
    }

    @Test
    void nonsenseIsRefusedWithASentence() {
        refused(
                "container",
                "a b",
                "et.cluster container: 'a b' (expected: 1 to 64 letters, digits, '-', '_' and '.')");
        refused(
                "tiers",
                "logic,database",
                "et.cluster tiers: 'logic,database' (expected: one or more of gateway, manager and logic, separated by"
                        + " commas)");
        refused(
                "tiers",
                "",
                "et.cluster tiers: '' (expected: one or more of gateway, manager and logic, separated by commas)");
        refused(
                "host",
                "0.0.0.0",
                "et.cluster host: '0.0.0.0' (expected: the address at which other containers reach this one)");
        refused(
                "listen",
                "224.0.0.1",
                "et.cluster listen: '224.0.0.1' (expected: an address of this machine, or nothing: the same as host)");
    }

    private static void refused(String key, String value, String sentence) {
        assertThatThrownBy(() -> self(Map.of(key, value))).hasMessage(sentence);
    }

    private static ThisContainer self(Map<String, Object> values) {
        return new ThisContainer(TestConfig.of(ThisContainer.Config.class, values));
    }

    @Test
    void theFilesHaveTheSameKeysAndDefaults() throws IOException {
        same("etc/et.cluster.cfg", ThisContainer.Config.class);
        same("etc/et.cluster.link.cfg", LinkConfig.class);
    }

    private static void same(String name, Class<?> config) throws IOException {
        var file = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("../../" + name))) {
            file.load(reader);
        }
        var expected = Arrays.stream(config.getDeclaredMethods())
                .map(method -> entry((Object) method.getName().replace('_', '.'), (Object)
                        inContainer(file, method.getName().replace('_', '.'), method.getDefaultValue())))
                .toList();
        assertThat(file.entrySet()).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** What only a container can fill in has no default in the code. */
    private static String inContainer(Properties file, String key, Object value) {
        String there = file.getProperty(key, "");
        return there.contains("${") ? there : String.valueOf(value);
    }
}
