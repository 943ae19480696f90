package et.itests.container;

import static org.junit.Assert.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * In production, what nobody has signed comes in by none of the framework's ways, and each attempt is in the audit. The container starts in
 * development, for Pax Exam's own bundles; the file of signers is read at each decision.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SignatureIT {

    private static final String HELLO = "mvn:org.etserver/hello/1.0.0";
    private static final Path BASE = Path.of(System.getProperty("karaf.base", "."));
    private static final Path SIGNERS = BASE.resolve("etc/signers.properties");

    /** Never read: to have it injected is to wait for it. */
    @Inject
    @SuppressWarnings("UnusedVariable")
    private BootFinished booted;

    @Inject
    private BundleContext context;

    @Inject
    private FeaturesService features;

    private String before = "";
    private Path evil = BASE;

    @Configuration
    public Option[] container() throws IOException {
        return Distribution.allInOne();
    }

    @Before
    public void goToProduction() throws Exception {
        before = Files.readString(SIGNERS);
        Files.writeString(SIGNERS, "profile = production\n");
        evil = BASE.resolve("data/evil-" + System.nanoTime() + ".jar");
        Files.write(evil, changedHello());
    }

    @After
    public void goBack() throws IOException {
        Files.writeString(SIGNERS, before);
    }

    @Test
    public void theDistributionsOwnRuns() throws Exception {
        Bundle hello = context.installBundle(HELLO);
        hello.start();
        assertEquals(Bundle.ACTIVE, hello.getState());
        hello.uninstall();
    }

    @Test
    public void notByInstalling() throws Exception {
        Bundle bundle = context.installBundle(evil.toUri().toString());
        assertEquals(Bundle.UNINSTALLED, bundle.getState());
        expectRefused(evil.toString());
    }

    @Test
    public void notByUpdating() throws Exception {
        Bundle hello = context.installBundle(HELLO);
        hello.start();
        update(hello, evil);
        assertEquals(Bundle.INSTALLED, hello.getState());
        expectRefused(HELLO);
        try (InputStream in = URI.create(HELLO).toURL().openStream()) {
            hello.update(in);
        }
        hello.start();
        assertEquals(Bundle.ACTIVE, hello.getState());
        hello.uninstall();
    }

    @Test
    public void notByDeploy() throws Exception {
        Path deployed = BASE.resolve("deploy").resolve(evil.getFileName());
        Files.copy(evil, deployed);
        expectRefused("deploy/" + evil.getFileName());
        Files.delete(deployed);
    }

    @Test
    public void notByAFeature() throws Exception {
        Path file = BASE.resolve("data/evil.xml");
        Files.writeString(
                file,
                "<features name='evil' xmlns='http://karaf.apache.org/xmlns/features/v1.6.0'>"
                        + "<feature name='evil' version='1'><bundle>" + evil.toUri()
                        + "</bundle></feature></features>");
        features.addRepository(file.toUri());
        // Karaf does not say that a bundle has gone again; the log and the audit do.
        features.installFeature("evil", EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));
        expectRefused(evil.toString());
        features.uninstallFeature("evil", EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));
        features.removeRepository(file.toUri(), true);
        assertEquals(
                "the next feature is none the worse",
                Bundle.ACTIVE,
                installHello().getState());
        features.uninstallFeature("et-hello", EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));
    }

    /** The framework starts again what ran, and may say that it cannot. */
    private static String update(Bundle bundle, Path jar) throws IOException {
        try (InputStream in = Files.newInputStream(jar)) {
            bundle.update(in);
            return "";
        } catch (BundleException refused) {
            return refused.getMessage();
        }
    }

    private Bundle installHello() throws Exception {
        features.installFeature("et-hello", EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles));
        return Arrays.stream(context.getBundles())
                .filter(bundle -> "hello".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** Nothing of it is there, and the audit says why. */
    private void expectRefused(String place) throws InterruptedException {
        assertEquals("", Settled.faults(() -> audited(place) ? "" : place + " is not in the audit"));
        assertEquals(
                "",
                Settled.faults(() -> Arrays.stream(context.getBundles())
                        .filter(bundle -> "hello".equals(bundle.getSymbolicName()))
                        .filter(bundle -> bundle.getState() > Bundle.INSTALLED)
                        .findFirst()
                        .map(bundle -> bundle + " could run")
                        .orElse("")));
    }

    /** By reflection: the tests' own bundle is wired to nothing of et. */
    private boolean audited(String place) {
        var reference = context.getServiceReference("et.persistence.AuditTrail");
        try {
            Object trail = context.getService(reference);
            Object entries = Class.forName(
                            "et.persistence.AuditTrail", true, trail.getClass().getClassLoader())
                    .getMethod("latest", String.class, int.class)
                    .invoke(trail, "code.refused", 50);
            for (Object entry : (Iterable<?>) entries) {
                String row = entry.toString();
                if (row.contains("code.refused") && row.contains(place) && row.contains("sign it with ./et sign")) {
                    return true;
                }
            }
            return false;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            context.ungetService(reference);
        }
    }

    private static byte[] changedHello() throws IOException {
        var changed = new ByteArrayOutputStream();
        try (var in = new JarInputStream(URI.create(HELLO).toURL().openStream());
                var out = new JarOutputStream(changed, in.getManifest())) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry("evil.txt"));
            out.write("evil".getBytes(StandardCharsets.UTF_8));
        }
        return changed.toByteArray();
    }
}
