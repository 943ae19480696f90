package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where keys come from. */
class KeyRingTest {

    static final String ONE = "11".repeat(32);
    static final String TWO = "2f".repeat(32);

    @TempDir
    Path folder;

    @Test
    void readsKeysAndWhichIsCurrent() {
        var ring = KeyRing.parse("# ours\n\ncurrent = 2\r\n1 = " + ONE + "\n 2=" + TWO + " \n", "ring");
        assertThat(ring.current()).isEqualTo(2);
        assertThat(ring.numbers()).containsExactlyInAnyOrder(1, 2);
        assertThat(ring.key(3)).isNull();
        assertThat(KeyRing.parse("current=1;1=" + ONE, "ring").current()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 = K",
                "current = 2\n1 = K",
                "current = 1\n1 = abc",
                "current = 1\n1 = KK",
                "current = 1\n0 = K\n1 = K",
                "current = 1\n-1 = K\n1 = K",
                "current = 1\n1 = K\n1 = K",
                "current = 1\ncurrent = 1\n1 = K",
                "current = 1\n1 K",
                "current = K\n1 = K",
                "1 = K\nK"
            })
    void refusesWhatIsNoRingAndNeverTellsAKey(String text) {
        assertThatThrownBy(() -> KeyRing.parse(text.replace("K", ONE), "etc/seal.keys"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("etc/seal.keys")
                .hasMessageContaining("expected: ")
                .hasMessageNotContaining(ONE.substring(0, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"})
    void refusesAFileThatIsNotItsOwnersAlone(String permissions) throws IOException {
        var file = Files.writeString(folder.resolve("seal.keys"), "current = 1\n1 = " + ONE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> KeyRing.read(file))
                .hasMessageContaining(permissions)
                .hasMessageContaining("chmod 600 " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(KeyRing.read(file).current()).isEqualTo(1);
    }

    @Test
    void findsTheRingInTheFileElseInTheEnvironmentElseThereIsNone() throws IOException {
        var file = Files.writeString(folder.resolve("seal.keys"), "current = 1\n1 = " + ONE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var environment = Map.of("ET_SEAL_KEYS", "current = 2; 2 = " + TWO);
        var etc = folder.toString();
        assertThat(Seal.ring(config("${karaf.etc}/seal.keys", "read"), etc, environment)
                        .current())
                .isEqualTo(1);
        assertThat(Seal.ring(config("", "read"), etc, environment).current()).isEqualTo(2);
        assertThat(Seal.ring(config("", "read"), etc, Map.of()).current()).isZero();
        assertThatThrownBy(() -> Seal.ring(config("/nowhere", "read"), etc, environment))
                .hasMessageStartingWith("keys: /nowhere cannot be read");
    }

    @Test
    void refusesToRefusePlainRowsWithoutAKey() {
        assertThatThrownBy(() -> new Seal(KeyRing.NONE, true)).hasMessageContaining("there is no key ring (expected: ");
    }

    @Test
    void hasTheSameKeysAndDefaultsInItsFile() throws IOException {
        var file = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("../../etc/et.persistence.seal.cfg"))) {
            file.load(reader);
        }
        var expected = Arrays.stream(Seal.Config.class.getDeclaredMethods())
                .map(method -> entry(
                        (Object) method.getName().replace('_', '.'), (Object) String.valueOf(method.getDefaultValue())))
                .toList();
        assertThat(file.entrySet()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Seal.Config config(String keys, String plain) {
        return (Seal.Config) Proxy.newProxyInstance(
                Seal.Config.class.getClassLoader(),
                new Class<?>[] {Seal.Config.class},
                (proxy, method, arguments) -> method.getName().equals("keys") ? keys : plain);
    }
}
