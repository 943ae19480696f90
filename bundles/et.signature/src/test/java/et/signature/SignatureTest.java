package et.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** A signature covers every file of a bundle: whatever is changed, added or taken out afterwards is noticed. */
final class SignatureTest {

    private static final Keys ADA = Keys.of("ada");
    private static final byte[] SIGNED = Jar.logic("game", "1.0.0").signed(ADA);

    @Test
    void whatIsSignedNamesItsSigner() throws Exception {
        assertThat(Code.read(SIGNED).signature())
                .isEqualTo(new Signature.Whole(
                        ADA.certificate().getSubjectX500Principal().getName(), ADA.fingerprint()));
    }

    @Test
    void whatIsNotSignedHasNoSignature() throws Exception {
        assertThat(Code.read(Jar.logic("game", "1.0.0").bytes()).signature()).isEqualTo(new Signature.None());
    }

    @Test
    void whoTakesTheSignatureAwayHasAnUnsignedBundle() throws Exception {
        Jar stripped = Jar.of(SIGNED).without("META-INF/ET.SF").without("META-INF/ET.EC");
        assertThat(Code.read(stripped.bytes()).signature()).isEqualTo(new Signature.None());
    }

    @Test
    void aFileThatIsChangedIsNoticed() {
        broken(Jar.of(SIGNED).with("game/Rules.class", "other rules"), "changed after", "game/Rules.class");
    }

    @Test
    void aFileThatIsAddedIsNoticed() {
        broken(Jar.of(SIGNED).with("game/Evil.class", "evil"), "does not cover the file game/Evil.class");
    }

    @Test
    void aFileThatIsAddedWithItsLineInTheManifestIsNoticed() {
        String section = "Name: game/Evil.class\r\nSHA-256-Digest: "
                + Base64.getEncoder().encodeToString(Digests.of("SHA-256", "evil".getBytes(StandardCharsets.UTF_8)))
                + "\r\n\r\n";
        broken(
                Jar.of(SIGNED).with("game/Evil.class", "evil").edit(JarFile.MANIFEST_NAME, text -> text + section),
                "manifest was changed");
    }

    @Test
    void aFileInMetaInfIsCoveredToo() {
        broken(Jar.of(SIGNED).with("META-INF/versions/17/game/Rules.class", "evil"), "does not cover");
        broken(Jar.of(SIGNED).with("META-INF/services/java.sql.Driver", "evil"), "does not cover");
    }

    @Test
    void aFileThatIsTakenOutIsNoticed() {
        broken(Jar.of(SIGNED).without("game/data.txt"), "game/data.txt was taken out");
    }

    @Test
    void aHeaderThatIsEditedIsNoticed() {
        broken(
                Jar.of(SIGNED)
                        .edit(
                                JarFile.MANIFEST_NAME,
                                text -> text.replace("Bundle-Version: 1.0.0", "Bundle-Version: 9.0.0")),
                "manifest was changed");
        broken(
                Jar.of(SIGNED).edit(JarFile.MANIFEST_NAME, text -> text.replaceFirst("\r?\n\r?\n", "\r\nX: y\r\n\r\n")),
                "manifest was changed");
    }

    @Test
    void theStatementOfWhatIsSignedCannotBeEdited() {
        broken(Jar.of(SIGNED).edit("META-INF/ET.SF", text -> text.replace("Created-By", "X-By")), "");
        broken(Jar.of(SIGNED).without("META-INF/ET.EC"), "one .SF and one");
        broken(Jar.of(SIGNED).with("META-INF/ET.EC", "nothing"), "");
    }

    @Test
    void aSecondSignerIsOneTooMany() {
        broken(Jar.of(SIGNED).with("META-INF/MALLORY.SF", "Signature-Version: 1.0\r\n\r\n"), "MALLORY.SF");
    }

    @Test
    void theSignatureOfAnotherBundleDoesNotFit() {
        Jar other = Jar.of(Jar.logic("game", "2.0.0").signed(ADA));
        Jar mixed = Jar.of(SIGNED)
                .with("META-INF/ET.SF", other.file("META-INF/ET.SF"))
                .with("META-INF/ET.EC", other.file("META-INF/ET.EC"));
        broken(mixed, "manifest was changed");
    }

    @Test
    void noByteCanBeFlipped() throws Exception {
        String digest = Code.read(SIGNED).digest();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] flipped = SIGNED.clone();
            int at = random.nextInt(flipped.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            try {
                Code code = Code.read(flipped);
                // Times and unused fields of the zip may change; then it is the same code, signed by the same.
                assertThat(code.signature() instanceof Signature.Whole
                                && !code.digest().equals(digest))
                        .as("seed %d, byte %d", seed, at)
                        .isFalse();
            } catch (UnreadableException e) {
                assertThat(e.sentence()).isNotBlank();
            }
        }
    }

    @Test
    void packingAndSigningAnewIsTheSameCode() throws Exception {
        String digest = Code.read(Jar.logic("game", "1.0.0").bytes()).digest();
        assertThat(Code.read(SIGNED).digest()).isEqualTo(digest);
        assertThat(Code.read(Jar.of(SIGNED).bytes()).digest()).isEqualTo(digest);
        assertThat(Code.read(Jar.logic("game", "1.0.0").signed(Keys.of("bob"))).digest())
                .isEqualTo(digest);
        assertThat(Code.read(Jar.logic("game", "1.0.1").bytes()).digest()).isNotEqualTo(digest);
        assertThat(Code.read(Jar.logic("game", "1.0.0").with("x", "y").bytes()).digest())
                .isNotEqualTo(digest);
    }

    @Test
    void twoFilesOfOneNameAreRefused() {
        byte[] one = "one".getBytes(StandardCharsets.UTF_8);
        byte[] two = "two".getBytes(StandardCharsets.UTF_8);
        unreadable(new Jar.Zip().file("a.txt", one).file("a.txt", two).bytes(), "two files a.txt");
        unreadable(
                new Jar.Zip()
                        .file(JarFile.MANIFEST_NAME, one)
                        .file("meta-inf/manifest.mf", two)
                        .bytes(),
                "two files meta-inf/manifest.mf");
        unreadable(
                new Jar.Zip()
                        .file("META-INF/MANIFEST.MF", one)
                        .file("META-INF/MANIFEST.MF", two)
                        .bytes(),
                "two files META-INF/MANIFEST.MF");
    }

    @Test
    void aFileThatTheDirectoryDoesNotKnowIsRefused() {
        byte[] one = "one".getBytes(StandardCharsets.UTF_8);
        Jar.Zip hidden = new Jar.Zip().file("a.txt", one);
        unreadable(hidden.local("hidden.txt", one).bytes(), "behind its last file");
        Jar.Zip between = new Jar.Zip().local("hidden.txt", one);
        unreadable(between.file("a.txt", one).bytes(), "before a.txt");
    }

    @Test
    void aDirectoryThatSaysSomethingElseIsRefused() {
        byte[] one = "one".getBytes(StandardCharsets.UTF_8);
        unreadable(
                new Jar.Zip()
                        .local("honest.txt", one)
                        .central("evil.txt", one, 0)
                        .bytes(),
                "something else than the file evil.txt itself");
    }

    @Test
    void aDirectoryThatBeginsElsewhereForOtherReadersIsRefused() {
        byte[] jar = Jar.logic("game", "1.0.0").bytes();
        int end = jar.length - 22;
        for (int field : new int[] {8, 12}) {
            byte[] odd = jar.clone();
            odd[end + field]--;
            unreadable(odd, "its end says something else");
        }
    }

    @Test
    void sizesInFrontOfAFileThatAreOthersAreRefused() {
        for (int field : new int[] {14, 18, 22}) {
            byte[] odd = Jar.logic("game", "1.0.0").bytes();
            odd[field]++;
            unreadable(odd, "something else than the file META-INF/MANIFEST.MF itself");
        }
    }

    @Test
    void oddJarsAreRefused() {
        byte[] one = "one".getBytes(StandardCharsets.UTF_8);
        unreadable(one, "no jar");
        unreadable(Arrays.copyOf(SIGNED, SIGNED.length + 1), "behind its end");
        unreadable(Arrays.copyOf(SIGNED, SIGNED.length / 2), "");
        unreadable(new Jar.Zip().file("../a.txt", one).bytes(), "odd name");
        unreadable(new Jar.Zip().file("/a.txt", one).bytes(), "odd name");
        unreadable(new Jar.Zip().file("a/", one).bytes(), "the folder a/ has content");
        unreadable(new Jar.Zip().file("a.txt", one).bytes(), "no META-INF/MANIFEST.MF");
    }

    private static void broken(Jar jar, String... words) {
        Signature signature;
        try {
            signature = Code.read(jar.bytes()).signature();
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
        assertThat(signature)
                .isInstanceOfSatisfying(
                        Signature.Broken.class,
                        broken -> assertThat(broken.why()).contains(words));
    }

    private static void unreadable(byte[] jar, String words) {
        assertThatThrownBy(() -> Code.read(jar))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(words);
    }
}
