package et.signature.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.signature.Code;
import et.signature.Jar;
import et.signature.Judgement;
import et.signature.Keys;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose code may run, by what the files in etc/ say; and that each refusal says what to do. */
final class JudgeTest {

    private static final Keys ADA = Keys.of("ada");
    private static final byte[] SIGNED = Jar.logic("game", "1.1.0").signed(ADA);
    private static final byte[] UNSIGNED = Jar.logic("game", "1.1.0").bytes();

    @TempDir
    Path base;

    private Etc etc;

    @BeforeEach
    void trustAda() throws Exception {
        etc = new Etc(base).says("profile = production", "signer.ada = logic").knows("ada");
    }

    @Test
    void whatATrustedSignerSignedRuns() {
        accepted(SIGNED, "ada");
    }

    @Test
    void whatIsUnsignedIsRefusedWhereNothingElseIsSaid() {
        refused(UNSIGNED, "it is not signed", "./et sign", "./et trust");
        etc.says("signer.ada = logic");
        refused(UNSIGNED, "it is not signed");
    }

    @Test
    void whatIsUnsignedRunsWhileDevelopingAndIsShown() {
        etc.says("profile = development");
        assertThat(accepted(UNSIGNED, "unsigned").sentence()).contains("development profile", "not signed");
    }

    @Test
    void aStrangersKeyIsRefused() {
        byte[] strange = Jar.logic("game", "1.1.0").signed(Keys.of("mallory"));
        refused(strange, "CN=mallory", "not trusted here", Keys.of("mallory").fingerprint(), "etc/signers/");
        etc.says("profile = development");
        accepted(strange, "unknown " + Keys.of("mallory").fingerprint().substring(0, 12));
    }

    @Test
    void aStrangerWhoTakesANameIsAStranger() throws Exception {
        etc.says("signer.mallory = logic").knows("bob");
        refused(Jar.logic("game", "1.1.0").signed(Keys.of("mallory")), "not trusted here");
    }

    @Test
    void aSignerWithoutARoleIsRefused() {
        etc.says("profile = production");
        refused(SIGNED, "signed by ada, whose role (none) does not cover game", "signer.ada");
    }

    @Test
    void aSignersRoleMayBeForSomeBundles() {
        etc.says("signer.ada = logic for arena, hello");
        refused(SIGNED, "role (logic for arena, hello) does not cover game");
        etc.says("signer.ada = logic for arena, ga*");
        accepted(SIGNED, "ada");
    }

    @Test
    void aSignerOfLogicSignsNoPlatform() {
        byte[] driver = Jar.bundle("driver", "1.0.0", "org.osgi.framework").signed(ADA);
        refused(driver, "does not cover the platform bundle driver");
        etc.says("signer.ada = platform");
        accepted(driver, "ada");
        accepted(SIGNED, "ada");
    }

    @Test
    void aRevokedKeyIsRefusedInEveryProfile() {
        etc.says("signer.ada = logic", "revoked.keys = " + ADA.fingerprint());
        refused(SIGNED, "signed with a key that is revoked", "sign it with another key");
        etc.says("profile = development", "signer.ada = logic", "revoked.keys = " + ADA.fingerprint());
        refused(SIGNED, "revoked");
    }

    @Test
    void revokedCodeIsRefusedHoweverItIsPackedAndSigned() throws Exception {
        String digest = Code.read(SIGNED).digest();
        etc.says("profile = development", "signer.ada = logic", "revoked.digests = " + digest);
        refused(SIGNED, "its code is revoked", digest, "install another version");
        refused(UNSIGNED, "its code is revoked");
        refused(Jar.of(SIGNED).bytes(), "its code is revoked");
        refused(Jar.logic("game", "1.1.0").signed(Keys.of("bob")), "its code is revoked");
    }

    @Test
    void aBrokenSignatureIsRefusedInEveryProfile() {
        etc.says("profile = development", "signer.ada = logic");
        byte[] tampered = Jar.of(SIGNED).with("game/Rules.class", "evil").bytes();
        refused(tampered, "its signature does not hold", "game/Rules.class", "Get the bundle again");
    }

    @Test
    void aDowngradeIsRefusedUntilTheOperatorSaysSo() {
        new Floors(etc.ran()).raise("game", "1.2.0");
        refused(SIGNED, "older than game 1.2.0, which has run here", "et:hotfix rollback", "downgrade = game/1.1.0");
        etc.says("signer.ada = logic", "downgrade = game/1.1.0");
        accepted(SIGNED, "ada");
        etc.says("profile = development", "signer.ada = logic");
        assertThat(accepted(SIGNED, "ada").sentence()).contains("older than game 1.2.0");
    }

    @Test
    void whoWentBackMayComeBackToWhereHeWent() {
        Floors floors = new Floors(etc.ran());
        floors.raise("game", "1.2.0");
        floors.lower("game", "1.1.9", "1.0.0");
        refused(SIGNED, "older than game 1.2.0");
        floors.lower("game", "1.2.0", "1.0.0");
        accepted(SIGNED, "ada");
        floors.raise("game", "1.1.0");
        floors.raise("game", "1.0.5");
        assertThat(floors.above("game", "1.0.9")).contains("1.1.0");
    }

    @Test
    void whatIsAlreadyThereMayBeOlder() throws Exception {
        new Floors(etc.ran()).raise("game", "1.2.0");
        assertThat(judge().judge(Code.read(SIGNED), "", new PolicyFiles(etc.etc()).read(), false)
                        .accepted())
                .isTrue();
    }

    @Test
    void theDistributionNeedsNoSignature() throws Exception {
        etc.ships("game", "1.1.0", UNSIGNED);
        accepted(UNSIGNED, "distribution");
        accepted(Jar.of(UNSIGNED).bytes(), "distribution");
        refused(Jar.of(UNSIGNED).with("game/Rules.class", "evil").bytes(), "it is not signed");
    }

    @Test
    void theDistributionMayHaveAnOlderVersion() throws Exception {
        new Floors(etc.ran()).raise("game", "1.2.0");
        etc.ships("game", "1.1.0", UNSIGNED);
        accepted(UNSIGNED, "distribution");
    }

    @Test
    void whatKarafHasUpdatedSaysSo() {
        byte[] updated = Jar.of(SIGNED)
                .edit(
                        "META-INF/MANIFEST.MF",
                        text -> text.replaceFirst("\r?\n\r?\n", "\r\nBundle-UpdateLocation: x\r\n\r\n"))
                .bytes();
        refused(updated, "its signature does not hold", "use et:hotfix apply");
    }

    @Test
    void theDistributionCanBeRevokedToo() throws Exception {
        etc.ships("game", "1.1.0", UNSIGNED)
                .says("revoked.digests = " + Code.read(UNSIGNED).digest());
        refused(UNSIGNED, "its code is revoked");
    }

    @Test
    void filesThatCannotBeUnderstoodTrustNobody() throws Exception {
        etc.ships("other", "1.0.0", Jar.logic("other", "1.0.0").bytes());
        for (String line : new String[] {
            "profile = test", "signers.ada = logic", "signer.ada = root", "revoked.keys = ada", "downgrade = game"
        }) {
            etc.says("profile = development", "signer.ada = logic", line);
            refused(
                    SIGNED,
                    "etc/signers.properties: ",
                    line.substring(0, line.indexOf(' ')),
                    "expected",
                    "only the distribution");
            accepted(Jar.logic("other", "1.0.0").bytes(), "distribution");
        }
    }

    @Test
    void filesThatAreNotThereTrustNobody() {
        etc = new Etc(base.resolve("elsewhere"));
        refused(SIGNED, "cannot be read");
    }

    private Judgement accepted(byte[] jar, String signer) {
        Judgement judgement = judged(jar);
        assertThat(judgement.accepted()).as(judgement.sentence()).isTrue();
        assertThat(judgement.signer()).isEqualTo(signer);
        return judgement;
    }

    private void refused(byte[] jar, String... words) {
        Judgement judgement = judged(jar);
        assertThat(judgement.accepted()).isFalse();
        assertThat(judgement.sentence()).contains(words);
    }

    private Judgement judged(byte[] jar) {
        try {
            return judge().judge(Code.read(jar), "", new PolicyFiles(etc.etc()).read(), true);
        } catch (et.signature.UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private Judge judge() {
        return new Judge(new Distribution(etc.system()), new Floors(etc.ran()));
    }
}
