package et.itests.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** All ways by which code of games comes into a container and goes again, seen from within it. Each test leaves it as it was. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class PluginIT {

    private static final String HELLO = "mvn:org.etserver/hello/1.0.0";

    /** Never read: to have it injected is to wait for it. */
    @Inject
    @SuppressWarnings("UnusedVariable")
    private BootFinished booted;

    @Inject
    private BundleContext context;

    @Inject
    private FeaturesService features;

    @Inject
    private SessionFactory console;

    @Configuration
    public Option[] container() throws IOException {
        return Distribution.allInOne();
    }

    @Test
    public void commandsTellWhatServes() throws InterruptedException {
        expect("et:status", "Serving    yes", "Lane");
        expect("et:logic", "arena", "player", "1.0.0", "active");
    }

    @Test
    public void aPluginIsAFeatureLikeAnyOther() throws Exception {
        var automatic = EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles);
        features.installFeature("et-hello", automatic);
        expect("et:logic counter", "hello", "1.0.0", "active");
        features.uninstallFeature("et-hello", automatic);
        expectNoCounter();
    }

    @Test
    public void aHotfixComesWithAReceiptAndIsTakenBack() throws InterruptedException {
        expect("et:logic arena", "1.0.0");
        said("et:hotfix apply mvn:org.etserver/arena/1.1.0", "Receipt   arena", ", clean", "lost  ");
        expect("et:logic arena", "1.1.0");
        said("et:hotfix rollback arena", "Receipt   arena", ", clean", "1.0.0 serves again");
        expect("et:logic arena", "1.0.0");
    }

    @Test
    public void aPolicySaysWhenActorsGoOver() throws InterruptedException {
        expect("et:logic arena", "1.0.0");
        said("et:hotfix apply mvn:org.etserver/arena/1.1.0 --policy soon", "soon", "expected: now, idle, end or new");
        said("et:hotfix apply mvn:org.etserver/arena/1.1.0 --policy end", "is refused: policy end");
        said(
                "et:hotfix apply mvn:org.etserver/arena/1.1.0 --policy idle",
                "no actor had anything pending any more",
                "et:hotfix confirm");
        said("et:hotfix status", "both serve, idle");
        said("et:hotfix rollback arena", "1.0.0 serves again");
        expect("et:logic arena", "1.0.0");
    }

    @Test
    public void whatWasDoneIsInTheAudit() throws InterruptedException {
        said("et:hotfix plan mvn:org.etserver/arena/1.1.0", "Nothing was changed");
        said("et:audit list hotfix.plan", "hotfix.plan", "arena/1.1.0");
        said("et:audit verify", "as written", "Head ");
    }

    @Test
    public void aBundleIsUpdatedInItsPlace() throws Exception {
        var hello = context.installBundle(HELLO);
        try {
            hello.start();
            expect("et:logic counter", "active");
            var before = loaderOf(hello);
            try (InputStream same = URI.create(HELLO).toURL().openStream()) {
                hello.update(same);
            }
            expect("et:logic counter", "hello", "1.0.0", "active");
            assertEquals("the classes are loaded anew", false, before.equals(loaderOf(hello)));
        } finally {
            hello.uninstall();
        }
        expectNoCounter();
    }

    @Test
    public void aJarInDeployIsAPluginUntilItIsTakenOut() throws Exception {
        var base = Path.of(System.getProperty("karaf.base"));
        var aside = base.resolve("data/hello.jar");
        try (InputStream jar = URI.create(HELLO).toURL().openStream()) {
            Files.copy(jar, aside);
        }
        // Moved there, as one does with a directory that is watched.
        var dropped = Files.move(aside, base.resolve("deploy/hello.jar"));
        expect("et:logic counter", "hello", "1.0.0", "active");
        Files.delete(dropped);
        expectNoCounter();
    }

    private static Object loaderOf(Bundle bundle) throws ClassNotFoundException {
        return bundle.loadClass("hello.CounterLogic").getClassLoader();
    }

    private void expectNoCounter() throws InterruptedException {
        assertEquals("", Settled.faults(() -> run("et:logic").contains("counter") ? "counter is still there" : ""));
    }

    /** The command's output has all of these before long. */
    private void expect(String command, String... words) throws InterruptedException {
        assertEquals("", Settled.faults(() -> lacking(run(command), words)));
    }

    /** The same, of a command that is run once. */
    private void said(String command, String... words) {
        assertEquals("", lacking(run(command), words));
    }

    private static String lacking(String text, String... words) {
        return Arrays.stream(words).allMatch(text::contains)
                ? ""
                : "expected: " + Stream.of(words).toList() + ", but it said: " + text;
    }

    private String run(String command) {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, UTF_8);
        try (var session = console.create(new ByteArrayInputStream(new byte[0]), print, print)) {
            session.execute(command);
        } catch (Exception refused) {
            print.println(refused.getMessage());
        }
        // Karaf colours what it prints.
        return out.toString(UTF_8).replaceAll("\u001B\\[[0-9;]*m", "");
    }
}
