package et.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
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
