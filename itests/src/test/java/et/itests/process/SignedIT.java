package et.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A container in production takes code from whom it trusts, and from nobody else, by no way in. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignedIT {

    private static final Path TROUBLE = Path.of(System.getProperty("et.trouble"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final Container container = new Container("production");

    @Test
    @Order(1)
    void theDistributionRuns() throws Exception {
        assertThat(container.console("et:status").expectSuccess().text()).contains("signed only: production profile");
        assertThat(container.console("et:logic arena").expectSuccess().text()).contains("distribution", "active");
        assertThat(container.log()).noneMatch(line -> line.contains("Refused "));
    }

    @Test
    @Order(2)
    void unsignedCodeComesInByNoWay() throws Exception {
        Path jar = copy("unsigned.jar");
        refusedEverywhere(jar, "it is not signed");
    }

    @Test
    @Order(3)
    void aStrangersSignatureOpensNoWay() throws Exception {
        Path jar = copy("stranger.jar");
        sign(jar, "mallory");
        refusedEverywhere(jar, "with a key that is not trusted here");
    }

    @Test
    @Order(4)
    void whatWasChangedAfterSigningComesInByNoWay() throws Exception {
        Path jar = copy("tampered.jar");
        sign(jar, "developer");
        container.et(PATIENCE, "trust").expectSuccess();
        change(jar);
        refusedEverywhere(jar, "its signature does not hold");
    }

    @Test
    @Order(5)
    void theContainerItselfIsNotChangedByWhatIsDeployed() throws Exception {
        Path deploy = container.base().resolve("deploy");
        Path signers = container.base().resolve("etc/signers.properties");
        String before = Files.readString(signers);
        Path evil = Files.writeString(container.base().resolve("data/evil.properties"), "profile = development");
        List<Path> dropped = List.of(
                Files.writeString(deploy.resolve("evil.cfg"), "a = b"),
                Files.writeString(deploy.resolve("evil.xml"), """
                        <features name="evil" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
                          <feature name="evil" version="1" install="auto">
                            <configfile finalname="etc/signers.properties" override="true">%s</configfile>
                          </feature>
                        </features>
                        """.formatted(evil.toUri())),
                extension(deploy.resolve("extension.jar")));
        Path last = deploy.resolve("last.jar");
        refusedAt("deploy/last.jar", "it is not signed", () -> Files.copy(TROUBLE, last));
        assertThat(container.console("config:list").text()).doesNotContain("= evil");
        assertThat(container.console("feature:repo-list").text()).doesNotContain("evil");
        container.console("bundle:install " + dropped.get(2).toUri());
        assertThat(container.base().resolve("data/extension")).doesNotExist();
        assertThat(Files.readString(signers)).isEqualTo(before);
        Files.delete(last);
        for (Path file : dropped) {
            Files.delete(file);
        }
    }

    /** The framework starts such a one within the installation, before it tells anybody. */
    private static Path extension(Path jar) throws IOException {
        var manifest = new Manifest(new ByteArrayInputStream(
                """
                Manifest-Version: 1.0
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: extension
                Fragment-Host: system.bundle; extension:=framework
                ExtensionBundle-Activator: %s
                """.formatted(Extension.class.getName()).getBytes(StandardCharsets.UTF_8)));
        String file = Extension.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = Objects.requireNonNull(Extension.class.getResourceAsStream("/" + file))) {
            out.putNextEntry(new ZipEntry(file));
            code.transferTo(out);
        }
        return jar;
    }

    /** Leaves a mark when it runs. */
    public static final class Extension implements BundleActivator {

        @Override
        public void start(BundleContext context) throws IOException {
            Files.createFile(Path.of(System.getProperty("karaf.data"), "extension"));
        }

        @Override
        public void stop(BundleContext context) {}
    }

    @Test
    @Order(6)
    void whatATrustedKeySignedRunsAndIsSwitchedTo() throws Exception {
        Path jar = copy("good.jar");
        sign(jar, "developer");
        container.et(PATIENCE, "trust").expectSuccess();
        assertThat(container.console("et:hotfix plan " + jar).expectSuccess().text())
                .contains("Signed by developer, code ");
        Path swapped = Files.copy(TROUBLE, jar.resolveSibling("swapped.jar"));
        byte[] planned = Files.readAllBytes(jar);
        sign(swapped, "developer");
        Files.move(swapped, jar, StandardCopyOption.REPLACE_EXISTING);
        Container.Answer apply = container.console("et:hotfix apply " + jar);
        assertThat(apply.code()).isNotZero();
        assertThat(apply.text()).contains("is not what was planned");
        Files.write(jar, planned);
        container.console("et:hotfix apply " + jar + " --confirm").expectSuccess();
        assertThat(container.console("et:logic trouble").text()).contains("developer", "active");
    }

    @Test
    @Order(7)
    void whatWasRevokedDoesNotComeBack() throws Exception {
        container.stop();
        Path file = container.base().resolve("etc/signers.properties");
        String before = Files.readString(file);
        Files.writeString(file, before.replace("signer.developer = logic", ""));
        container.start();
        assertThat(container.console("et:logic").text()).contains("arena").doesNotContain("trouble");
        // Before that it was refused for other reasons; what the records ask for is done while others play already.
        Wait.until(
                "trouble is refused for its signer's role",
                PATIENCE,
                () -> said("Refused trouble").contains("whose role (none) does not cover trouble"));
        assertThat(serves()).isFalse();
        Files.writeString(file, before);
        // Of a hotfix, the records have the bytes, and this container tries again.
        Wait.until("trouble serves", PATIENCE, () -> serves());
    }

    private static void refusedEverywhere(Path jar, String sentence) throws Exception {
        Container.Answer plan = container.console("et:hotfix plan " + jar);
        assertThat(plan.text()).contains("refused", sentence);
        Container.Answer apply = container.console("et:hotfix apply " + jar);
        assertThat(apply.code()).isNotZero();
        assertThat(apply.text()).contains(sentence, "Nothing was changed");

        refusedAt(jar.toUri().toString(), sentence, () -> container.console("bundle:install -s " + jar.toUri()));

        container.console("bundle:install -s mvn:org.etserver/hello/1.0.0").expectSuccess();
        // Karaf's command writes a header into what it brings, after which no signature holds.
        String updated = sentence.equals("it is not signed") ? sentence : "use et:hotfix apply";
        refusedAt("mvn:org.etserver/hello", updated, () -> container.console("bundle:update hello " + jar.toUri()));
        container.console("bundle:uninstall trouble").expectSuccess();

        Path deployed = container.base().resolve("deploy").resolve(jar.getFileName());
        refusedAt("deploy/" + jar.getFileName(), sentence, () -> Files.copy(jar, deployed));
        Files.delete(deployed);

        Path features = Files.writeString(
                jar.resolveSibling("features.xml"), """
                <features name="bad" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
                  <feature name="bad" version="1"><bundle>%s</bundle></feature>
                </features>
                """.formatted("file:" + jar.toRealPath() + "?feature"));
        container.console("feature:repo-add " + features.toUri()).expectSuccess();
        refusedAt("?feature", sentence, () -> container.console("feature:install bad"));
        container.console("feature:uninstall bad").expectSuccess();
        container.console("feature:repo-remove " + features.toUri()).expectSuccess();

        assertThat(container.console("et:status").text()).contains("Serving    yes");
        assertThat(container.console("et:logic arena").text()).contains("active");
    }

    /** Does it, and waits until the log has it as refused with this sentence. */
    private static void refusedAt(String place, String sentence, Act act) throws Exception {
        int before = container.log().size();
        act.run();
        Wait.until(
                "refused at " + place,
                PATIENCE,
                () -> container.log().stream()
                        .skip(before)
                        .anyMatch(
                                line -> line.contains("Refused ") && line.contains(place) && line.contains(sentence)));
        assertThat(serves()).as("trouble serves").isFalse();
    }

    /** Something that is refused; what it prints is another matter. */
    private interface Act {
        void run() throws Exception;
    }

    private static boolean serves() throws Exception {
        return container.console("et:logic").text().contains("trouble");
    }

    private static String said(String what) throws IOException {
        return container.log().stream()
                .filter(line -> line.contains(what))
                .reduce((first, last) -> last)
                .orElse("");
    }

    private static Path copy(String name) throws IOException {
        Path folder = Files.createDirectories(container.base().resolve("data/jars"));
        return Files.copy(TROUBLE, folder.resolve(name));
    }

    private static void sign(Path jar, String key) throws Exception {
        container.et(PATIENCE, "sign", jar.toString(), "--key", key).expectSuccess();
    }

    private static void change(Path jar) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Files.write(zip.getPath("added.txt"), "added".getBytes(StandardCharsets.UTF_8));
        }
    }
}
