package et.signature.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.AuditStore;
import et.signature.Code;
import et.signature.Jar;
import et.signature.Judgement;
import et.signature.Keys;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The attack table, in a real framework: whatever the attack and whichever the way in, it does not run, nothing else is
 * harmed, and the audit has a sentence.
 */
final class GateTest {

    private static final Duration ENOUGH = Duration.ofSeconds(20);
    private static final Keys ADA = Keys.of("ada");
    private static final byte[] GOOD = signed("1.1.0");

    /** What a framework is started with, always: a bundle of the platform, to see that it is left alone. */
    private static final String PLATFORM = "mvn:org.games/platform/1.0.0";

    @TempDir
    Path base;

    private final Audit audit = new Audit();
    private Etc etc;
    private Framework framework;
    private SignatureService service;
    private boolean up;

    @BeforeEach
    void start() throws Exception {
        etc = new Etc(base)
                .says("profile = production", "signer.ada = logic", "signer.bob = logic")
                .knows("ada")
                .knows("bob")
                .ships("platform", "1.0.0", platform());
        boot();
        install(PLATFORM, platform()).start();
    }

    @AfterEach
    void stop() throws Exception {
        halt();
    }

    @Test
    void whatIsTrustedRuns() throws Exception {
        Bundle game = install("file:game.jar", GOOD);
        game.start();
        assertThat(game.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(service.of(game.getBundleId()))
                .hasValueSatisfying(j -> assertThat(j.signer()).isEqualTo("ada"));
        noted("code.installed", "game 1.1.0 from file:game.jar");
    }

    @Test
    void whatComesAndGoesWithoutAHotfixIsInTheAudit() throws Exception {
        Bundle game = install("file:game.jar", signed("1.0.0"));
        String digest = service.of(game.getBundleId()).orElseThrow().digest();
        noted("code.installed", "game 1.0.0 from file:game.jar: SHA-256 " + digest + ", by ada");
        game.update(new ByteArrayInputStream(GOOD));
        String newer = service.of(game.getBundleId()).orElseThrow().digest();
        noted("code.updated", "game 1.1.0 from file:game.jar: SHA-256 " + newer + ", by ada");
        install("et-hotfix:game/1.2.0", signed("1.2.0")).uninstall();
        halt();
        boot();
        at("file:game.jar").uninstall();
        noted("code.uninstalled", "game 1.1.0 from file:game.jar: SHA-256 " + newer + ", by ada");
        assertThat(audit.entries).as("a hotfix and a start say nothing here").hasSize(3);
    }

    @Test
    void noAttackComesInByInstalling() throws Exception {
        for (Map.Entry<String, byte[]> attack : attacks().entrySet()) {
            Bundle game = install("file:" + attack.getKey(), attack.getValue());
            assertThat(game.getState()).as(attack.getKey()).isEqualTo(Bundle.UNINSTALLED);
            assertThatThrownBy(game::start).isInstanceOf(IllegalStateException.class);
            audited(attack.getKey());
        }
        restIsWell();
    }

    @Test
    void noAttackComesInByUpdating() throws Exception {
        for (Map.Entry<String, byte[]> attack : attacks().entrySet()) {
            Bundle game = install("file:" + attack.getKey(), signed("2.0.0"));
            game.start();
            assertThat(game.getState()).isEqualTo(Bundle.ACTIVE);
            try {
                game.update(new ByteArrayInputStream(attack.getValue()));
            } catch (BundleException e) {
                assertThat(e.getMessage()).as("the framework tried to start it").isNotBlank();
            }
            assertThat(game.getState()).as(attack.getKey()).isEqualTo(Bundle.INSTALLED);
            assertThatThrownBy(game::start).as(attack.getKey()).isInstanceOf(BundleException.class);
            audited(attack.getKey());
            restIsWell();
            game.update(new ByteArrayInputStream(signed("2.0.0")));
            game.start();
            assertThat(game.getState()).isEqualTo(Bundle.ACTIVE);
            game.uninstall();
        }
    }

    @Test
    void noAttackIsThereAfterAColdStart() throws Exception {
        Map<String, byte[]> attacks = attacks();
        new Floors(etc.ran()).raise("game", "1.2.0");
        for (Map.Entry<String, byte[]> attack : attacks.entrySet()) {
            // As if somebody had put it into the cache while the container was down.
            lift();
            Bundle game = install("file:" + attack.getKey(), attack.getValue());
            game.start();
            assertThat(game.getState()).isEqualTo(Bundle.ACTIVE);
            halt();
            boot();
            Bundle after = at("file:" + attack.getKey());
            assertThat(after.getState()).as(attack.getKey()).isEqualTo(Bundle.INSTALLED);
            assertThatThrownBy(after::start).as(attack.getKey()).isInstanceOf(BundleException.class);
            audited(attack.getKey());
            restIsWell();
            after.uninstall();
        }
    }

    @Test
    void whatIsHeldBackStartsWhenTheOperatorHasCorrectedTheFiles() throws Exception {
        install("file:game.jar", GOOD).start();
        etc.says("profile = production", "signer.bob = logic");
        halt();
        boot();
        Bundle game = at("file:game.jar");
        assertThatThrownBy(game::start).isInstanceOf(BundleException.class);
        etc.says("profile = production", "signer.ada = logic", "signer.bob = logic");
        game.start();
        assertThat(game.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void whatRunsWhenTheGateComesIsTakenOut() throws Exception {
        lift();
        Bundle game = install("file:game.jar", Jar.logic("game", "1.0.0").bytes());
        game.start();
        gate();
        assertThat(game.getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("game 1.0.0 from file:game.jar");
        restIsWell();
    }

    @Test
    void aKeyRevokedWhileItRunsCountsFromTheNextWiringOn() throws Exception {
        Bundle game = install("file:game.jar", GOOD);
        game.start();
        etc.says("signer.ada = logic", "signer.bob = logic", "revoked.keys = " + ADA.fingerprint());
        game.stop();
        refresh(game);
        assertThatThrownBy(game::start).isInstanceOf(BundleException.class);
        restIsWell();
    }

    @Test
    void anOlderVersionStaysBesideTheNewerOneForTheWayBack() throws Exception {
        install("file:one.jar", signed("1.0.0")).start();
        install("et-hotfix:game/1.1.0", GOOD).start();
        service.serves("game", "1.1.0");
        halt();
        boot();
        assertThat(at("file:one.jar").getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(audit.entries)
                .extracting(AuditStore.Entry::what)
                .as("of the first one, and nothing after that")
                .containsOnly("code.installed")
                .hasSizeLessThan(2);
    }

    @Test
    void anOlderVersionAloneIsADowngrade() throws Exception {
        Bundle game = install("file:one.jar", signed("1.0.0"));
        game.start();
        service.serves("game", "1.1.0");
        halt();
        boot();
        assertThat(at("file:one.jar").getState()).isEqualTo(Bundle.INSTALLED);
        audited("older than game 1.1.0");
    }

    @Test
    void whatTheFrameworkStartedIsTheHighestThatRan() throws Exception {
        install("file:game.jar", GOOD).start();
        at("file:game.jar").uninstall();
        assertThat(install("file:old.jar", signed("1.0.0")).getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("older than game 1.1.0");
    }

    @Test
    void aTrialOfAHotfixIsNotTheHighestThatRan() throws Exception {
        install("et-hotfix:game/1.1.0", GOOD).start();
        at("et-hotfix:game/1.1.0").uninstall();
        install("file:old.jar", signed("1.0.0")).start();
        assertThat(at("file:old.jar").getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void inProductionOtherBundlesNeedASignatureToo() throws Exception {
        Bundle other =
                install("file:other.jar", Jar.bundle("other", "1.0.0", "").bytes());
        assertThat(other.getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("other 1.0.0 from file:other.jar");
        etc.says("profile = development");
        other = install("file:other.jar", Jar.bundle("other", "1.0.0", "").bytes());
        other.start();
        assertThat(other.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void aFragmentNeedsASignatureToo() throws Exception {
        Jar fragment = Jar.bundle("fragment", "1.0.0", "")
                .edit("META-INF/MANIFEST.MF", text -> text.replace("X-Imports: none", "Fragment-Host: platform"));
        assertThat(install("file:fragment.jar", fragment.bytes()).getState()).isEqualTo(Bundle.UNINSTALLED);
    }

    @Test
    void thePlatformIsLeftAloneWhateverItImports() throws Exception {
        byte[] library = Jar.bundle("io.library", "1.0.0", "")
                .edit("META-INF/MANIFEST.MF", text -> text.replace("X-Imports: none", "DynamicImport-Package: *"))
                .bytes();
        etc.ships("library", "1.0.0", library);
        Bundle installed = install("mvn:org.games/library/1.0.0", library);
        installed.start();
        assertThat(installed.getState()).isEqualTo(Bundle.ACTIVE);
        installed.uninstall();
        assertThat(install("file:library.jar", Jar.of(library).with("a", "b").bytes())
                        .getState())
                .isEqualTo(Bundle.UNINSTALLED);
    }

    @Test
    void logicOfTheDistributionMayBeCalledOtherwiseThanItsFile() throws Exception {
        byte[] game = Jar.logic("com.games.chess", "1.0.0").bytes();
        etc.ships("chess", "1.0.0", game);
        Bundle installed = install("mvn:org.games/chess/1.0.0", game);
        installed.start();
        assertThat(service.of(installed.getBundleId()))
                .hasValueSatisfying(j -> assertThat(j.signer()).isEqualTo("distribution"));
    }

    @Test
    void thePlatformCannotBeUpdatedFromElsewhere() throws Exception {
        Bundle platform = at(PLATFORM);
        platform.update(new ByteArrayInputStream(platform()));
        restIsWell();
        byte[] evil = Jar.of(platform()).with("game/Rules.class", "evil").bytes();
        assertThatThrownBy(() -> platform.update(new ByteArrayInputStream(evil)))
                .as("Felix did not expect it")
                .isInstanceOf(RuntimeException.class);
        assertThat(platform.getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("platform 1.0.0");
    }

    @Test
    void whatIsInstalledByReferenceCouldChange() throws Exception {
        Path file = Files.write(base.resolve("game.jar"), GOOD);
        Bundle game = framework.getBundleContext().installBundle("reference:" + file.toUri());
        assertThat(game.getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("by reference");
    }

    @Test
    void refusalsWaitForTheAudit() throws Exception {
        service.unsetAudit(audit);
        install("file:game.jar", Jar.logic("game", "1.0.0").bytes());
        assertThat(audit.entries).isEmpty();
        audit.away.set(1);
        service.setAudit(audit);
        audited("game 1.0.0 from file:game.jar");
    }

    @Test
    void whoAsksFirstIsToldAndAudited() {
        Judgement judgement = service.judge(Jar.logic("game", "1.0.0").bytes(), "file:game.jar", "ada");
        assertThat(judgement.accepted()).isFalse();
        audited("game 1.0.0 from file:game.jar");
        assertThat(audit.entries.get(0).who()).isEqualTo("ada");
        assertThat(service.judge(new byte[] {1}, "file:odd.jar", "ada").sentence())
                .contains("no jar");
        audited("file:odd.jar");
    }

    @Test
    void aHeaderThatOnlyTheFrameworkSeesIsNoticed() throws Exception {
        byte[] game = Jar.logic("game", "1.0.0")
                .edit("META-INF/MANIFEST.MF", text -> text.strip() + "\nX-Last: y\n")
                .bytes();
        etc.ships("game", "1.0.0", game);
        // To the JDK, the headers end at the empty line; to Felix, a CR alone ends none.
        byte[] evil = Jar.of(game)
                .edit(
                        "META-INF/MANIFEST.MF",
                        text -> text.strip() + "\r\rName: z\nBundle-ClassPath: META-INF/EVIL.EC\n")
                .with("META-INF/EVIL.EC", "a jar of evil classes")
                .bytes();
        assertThat(Code.read(evil).digest()).isEqualTo(Code.read(game).digest());
        assertThat(install("file:game.jar", evil).getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("in more than one way");
    }

    @Test
    void whatCannotBeJudgedIsRefused() throws Exception {
        byte[] odd = Jar.bundle("a\0b", "1.0.0", "et.api").bytes();
        assertThat(install("file:odd.jar", odd).getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("cannot be judged");
        assertThat(install("mvn:a/b\0/c", Jar.logic("game", "1.0.0").bytes()).getState())
                .isEqualTo(Bundle.UNINSTALLED);
        byte[] nameless = Jar.logic("game", "1.0.0")
                .edit(
                        "META-INF/MANIFEST.MF",
                        text -> text.replace("Bundle-SymbolicName", "X-Name")
                                .replace("Bundle-ManifestVersion", "X-Version"))
                .bytes();
        assertThat(install("file:nameless.jar", nameless).getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("no Bundle-SymbolicName");
    }

    @Test
    void anAddressOfTheDistributionIsNotBelievedWhenItComes() throws Exception {
        etc.ships("library", "1.0.0", Jar.bundle("library", "1.0.0", "").bytes());
        byte[] evil = Jar.bundle("library", "1.0.0", "").with("evil", "evil").bytes();
        assertThat(install("mvn:org.games/library/1.0.0", evil).getState()).isEqualTo(Bundle.UNINSTALLED);
        audited("library 1.0.0 from mvn:org.games/library/1.0.0");
    }

    @Test
    void whoTriesAgainAndAgainIsToldOnce() throws Exception {
        byte[] unsigned = Jar.logic("game", "1.4.0").bytes();
        for (int i = 0; i < 3; i++) {
            service.judge(unsigned, "the records", "ada");
        }
        service.judge(unsigned, "the records", "bob");
        until("bob's", () -> audit.entries.stream().anyMatch(e -> e.who().equals("bob")));
        assertThat(audit.entries).extracting(AuditStore.Entry::who).containsExactly("ada", "bob");
    }

    /** By name, what each attack would install; the files of trust are changed as it needs. */
    private Map<String, byte[]> attacks() throws Exception {
        String revoked = Code.read(signed("1.3.0")).digest();
        etc.says(
                "profile = production",
                "signer.ada = logic",
                "signer.bob = logic",
                "signer.eve = logic",
                "revoked.keys = " + Keys.of("eve").fingerprint(),
                "revoked.digests = " + revoked);
        etc.knows("eve");
        service.serves("game", "1.1.0");
        Map<String, byte[]> attacks = new LinkedHashMap<>();
        attacks.put("unsigned", Jar.logic("game", "1.4.0").bytes());
        attacks.put("changed", Jar.of(GOOD).with("game/Rules.class", "evil").bytes());
        attacks.put("added", Jar.of(GOOD).with("game/Evil.class", "evil").bytes());
        attacks.put("removed", Jar.of(GOOD).without("game/data.txt").bytes());
        attacks.put(
                "header",
                Jar.of(GOOD)
                        .edit("META-INF/MANIFEST.MF", t -> t.replace("Bundle-Version: 1.1.0", "Bundle-Version: 1.5.0"))
                        .bytes());
        attacks.put(
                "manifest",
                Jar.of(GOOD).with("meta-inf/manifest.mf", "Bundle-Version: 9\n").bytes());
        attacks.put("twice", twice());
        attacks.put("folder", folder());
        attacks.put("stranger", Jar.logic("game", "1.4.0").signed(Keys.of("mallory")));
        attacks.put("key", Jar.logic("game", "1.4.0").signed(Keys.of("eve")));
        attacks.put("digest", signed("1.3.0"));
        attacks.put("downgrade", signed("1.0.0"));
        return attacks;
    }

    /** The signed files, and one of them a second time with other content: readers may take either. */
    private static byte[] twice() {
        Jar.Zip zip = new Jar.Zip();
        Jar good = Jar.of(GOOD);
        for (String name : List.of(
                "META-INF/MANIFEST.MF", "META-INF/ET.SF", "META-INF/ET.EC", "game/data.txt", "game/Rules.class")) {
            zip.file(name, good.file(name));
        }
        return zip.file("game/Rules.class", "evil".getBytes(StandardCharsets.UTF_8))
                .bytes();
    }

    /** The signed files, and a folder with content: whoever asks for it without the slash, gets that. */
    private static byte[] folder() {
        Jar.Zip zip = new Jar.Zip();
        Jar good = Jar.of(GOOD);
        for (String name : good.names()) {
            zip.file(name, good.file(name));
        }
        return zip.file("game/Evil.class/", "evil".getBytes(StandardCharsets.UTF_8))
                .bytes();
    }

    private static byte[] signed(String version) {
        return Jar.logic("game", version).signed(ADA);
    }

    private static byte[] platform() {
        return Jar.bundle("platform", "1.0.0", "org.osgi.framework").bytes();
    }

    private void audited(String words) {
        noted("code.refused", words);
    }

    private void noted(String what, String words) {
        until(
                words,
                () -> audit.entries.stream()
                        .anyMatch(e -> e.what().equals(what) && (e.subject() + ": " + e.detail()).contains(words)));
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** A refused bundle must not keep others from being wired. */
    private void restIsWell() throws Exception {
        assertThat(at(PLATFORM).getState()).isEqualTo(Bundle.ACTIVE);
        byte[] other = Jar.logic("later", "1.0.0").signed(Keys.of("bob"));
        Bundle later = install("file:later.jar", other);
        later.start();
        assertThat(later.getState()).isEqualTo(Bundle.ACTIVE);
        later.uninstall();
    }

    private void boot() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        base.resolve("cache").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "et.api"));
        framework.init();
        gate();
        framework.start();
    }

    private void gate() {
        BundleContext context = framework.getBundleContext();
        service = new SignatureService(context, etc.etc(), etc.system(), etc.ran(), Clock.systemUTC());
        service.setAudit(audit);
        up = true;
    }

    private void lift() {
        if (up) {
            service.close();
            up = false;
        }
    }

    private void halt() throws Exception {
        lift();
        framework.stop();
        framework.waitForStop(ENOUGH.toMillis());
    }

    private Bundle install(String location, byte[] jar) throws BundleException {
        return framework.getBundleContext().installBundle(location, new ByteArrayInputStream(jar));
    }

    private Bundle at(String location) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(b -> b.getLocation().equals(location))
                .findFirst()
                .orElseThrow();
    }

    private void refresh(Bundle bundle) {
        framework.getBundleContext().getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
        until("refreshed", () -> bundle.getState() == Bundle.INSTALLED);
    }

    /** In memory; may be away for so many times. */
    private static final class Audit implements AuditStore {

        final List<Entry> entries = new CopyOnWriteArrayList<>();
        final AtomicInteger away = new AtomicInteger();

        @Override
        public void append(Entry entry) {
            if (away.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("away");
            }
            entries.add(entry);
        }
    }
}
