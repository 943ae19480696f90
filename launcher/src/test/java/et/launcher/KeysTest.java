package et.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.apache.karaf.jaas.modules.publickey.PublickeyLoginModule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

    @TempDir
    Path base;

    private Keys keys;

    @BeforeEach
    void containerDirectory() throws Exception {
        Files.createDirectory(base.resolve("etc"));
        keys = new Keys(base);
    }

    @Test
    void theOperatorsKeyIsForItsOwnerAlone() throws Exception {
        keys.ensure();
        assertThat(Files.getPosixFilePermissions(base.resolve("operator.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void bothHalvesBelongTogether() throws Exception {
        keys.ensure();
        KeyPair pair = keys.operator();
        byte[] text = {1, 2, 3};
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(pair.getPrivate());
        signing.update(text);
        byte[] signed = signing.sign();
        signing.initVerify(pair.getPublic());
        signing.update(text);
        assertThat(signing.verify(signed)).isTrue();
    }

    /** Karaf's own reading of keys.properties, asked until it has refused keys: those that are never handed out. */
    @Test
    void karafKnowsEveryKeyThatIsHandedOut() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        int refused = 0;
        for (int tries = 0; refused < 3 && tries < 10_000; tries++) {
            ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
            boolean known = PublickeyLoginModule.equals(key, Keys.encoded(key));
            if (Keys.isReadByKaraf(key)) {
                assertThat(known).as(Keys.encoded(key)).isTrue();
            }
            refused += known ? 0 : 1;
        }
        assertThat(refused)
                .as("keys that Karaf does not know again; none: the detour in Keys can go")
                .isEqualTo(3);
    }

    @Test
    void everyDirectoryGetsAKeyThatKarafReads() throws Exception {
        for (int i = 0; i < 20; i++) {
            Path another = base.resolve("container-" + i);
            Files.createDirectories(another.resolve("etc"));
            Keys made = new Keys(another);
            made.ensure();
            assertThat(Keys.isReadByKaraf((ECPublicKey) made.operator().getPublic()))
                    .isTrue();
        }
    }

    @Test
    void aSecondTimeChangesNothing() throws Exception {
        keys.ensure();
        byte[] key = Files.readAllBytes(base.resolve("operator.key"));
        byte[] allowed = Files.readAllBytes(base.resolve("etc/keys.properties"));
        keys.ensure();
        assertThat(base.resolve("operator.key")).hasBinaryContent(key);
        assertThat(base.resolve("etc/keys.properties")).hasBinaryContent(allowed);
    }

    @Test
    void aNewKeyReplacesTheOldOneAndLeavesOthersIn() throws Exception {
        Path allowed = base.resolve("etc/keys.properties");
        Files.writeString(allowed, "# a comment\nsomebody = AAAA,viewer\net = AAAA,_g_:admingroup\n");
        keys.ensure();
        List<String> lines = Files.readAllLines(allowed);
        assertThat(lines).hasSize(3).startsWith("# a comment", "somebody = AAAA,viewer");
        assertThat(lines.get(2)).startsWith("et = AAAAE2VjZHNh").endsWith(",_g_:admingroup");
    }

    @Test
    void onlyTheHostKeyOfThisDirectoryIsBelieved() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair host = generator.generateKeyPair();
        Files.writeString(
                base.resolve("etc/host.key.pub"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(host.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        assertThat(keys.isHost(host.getPublic())).isTrue();
        assertThat(keys.isHost(generator.generateKeyPair().getPublic())).isFalse();
        keys.ensure();
        assertThat(keys.isHost(keys.operator().getPublic())).isFalse();
    }
}
