package et.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.signature.Code;
import et.signature.Signature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningTest {

    private static final String PASSWORD = "0123456789abcdef";

    @TempDir
    static Path keys;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeKeys() throws Exception {
        make("ada");
        make("bob");
    }

    @Test
    void whatIsSignedIsTheSameCodeAndNamesItsSigner() throws Exception {
        Path jar = jar("Bundle-SymbolicName: game\n");
        String digest = Code.read(Files.readAllBytes(jar)).digest();
        Signing ada = Signing.with(keys.resolve("ada"));

        Signing.Signed signed = ada.sign(jar);

        assertThat(signed.bundle()).isEqualTo("game");
        assertThat(signed.code()).isEqualTo(digest);
        Code code = Code.read(Files.readAllBytes(jar));
        assertThat(code.digest()).isEqualTo(digest);
        assertThat(code.signature()).isEqualTo(new Signature.Whole("CN=ada", ada.fingerprint()));
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(jar);
        }
    }

    @Test
    void theLastSignerIsTheOnlyOne() throws Exception {
        Path jar = jar("Bundle-SymbolicName: game\n");
        Signing bob = Signing.with(keys.resolve("bob"));
        Signing.with(keys.resolve("ada")).sign(jar);
        bob.sign(jar);
        assertThat(Code.read(Files.readAllBytes(jar)).signature())
                .isEqualTo(new Signature.Whole("CN=bob", bob.fingerprint()));
    }

    @Test
    void theJdkAgrees() throws Exception {
        Path jar = jar("Bundle-SymbolicName: game\n");
        Signing.with(keys.resolve("ada")).sign(jar);
        assertThat(run("jarsigner", "-verify", jar.toString())).contains("jar verified");
    }

    @Test
    void whatIsNoBundleIsLeftAlone() throws Exception {
        Path jar = jar("");
        byte[] before = Files.readAllBytes(jar);
        Signing ada = Signing.with(keys.resolve("ada"));
        assertThatThrownBy(() -> ada.sign(jar)).hasMessageContaining("Bundle-SymbolicName");
        Path text = Files.writeString(directory.resolve("text"), "no jar");
        assertThatThrownBy(() -> ada.sign(text)).hasMessageContaining("cannot be signed: it is no jar");
        assertThat(jar).hasBinaryContent(before);
    }

    private Path jar(String headers) throws IOException {
        Path jar = directory.resolve("game.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            put(out, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + headers + "Bundle-Version: 1.0.0\n\n");
            put(out, "game/", "");
            put(out, "game/a.txt", "a");
        }
        return jar;
    }

    private static void put(JarOutputStream out, String name, String text) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
    }

    /** As the script {@code et} does. */
    private static void make(String name) throws Exception {
        Path folder = Files.createDirectories(keys.resolve(name));
        Files.writeString(folder.resolve("password"), PASSWORD);
        run(
                "keytool",
                "-genkeypair",
                "-alias",
                "signer",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                folder.resolve("key.p12").toString(),
                "-storepass",
                PASSWORD);
    }

    private static String run(String tool, String... words) throws Exception {
        var command = new ArrayList<>(List.of(words));
        command.add(0, Path.of(System.getProperty("java.home"), "bin", tool).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
