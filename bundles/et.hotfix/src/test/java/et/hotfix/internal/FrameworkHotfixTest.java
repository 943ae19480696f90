package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.actor.Actors;
import et.actor.Logic;
import et.actor.Logic.Standing;
import et.api.ActorLogic;
import et.hotfix.Operator;
import et.hotfix.Outcome;
import et.hotfix.Plan;
import et.hotfix.Unload;
import et.hotfix.Verdict;
import et.persistence.HotfixStore.Phase;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/** Hotfixes of real bundles in a real framework; only the runtime is one of names. */
final class FrameworkHotfixTest {

    private static final Duration ENOUGH = Duration.ofSeconds(20);
    private static final Duration WARMUP = Duration.ofMillis(300);

    @TempDir
    Path directory;

    private final Operator ada = new Operator("ada", "ssh from 10.1.2.3", sentence -> {});
    private final FakeLogics logics = new FakeLogics();
    private final FakeStore store = new FakeStore();
    /** How long, and with how many collections, it is waited for old code to go: that it does may take a while. */
    private Duration unload = ENOUGH;

    private int collections = 60;
    private Framework framework;
    private HotfixService service;

    @BeforeEach
    void start() throws Exception {
        boot();
        Bundle one = framework
                .getBundleContext()
                .installBundle(game("1.0.0", "").toUri().toString());
        one.start();
        assertThat(logics.active("game")).isEqualTo("1.0.0");
    }

    @AfterEach
    void stop() throws Exception {
        halt();
    }

    @Test
    void aPlanLeavesTheFrameworkAsItWas() {
        Map<Long, Integer> before = states();
        Plan plan = service.plan(game("1.1.0", "").toString(), ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.HOT);
        assertThat(plan.warnings()).isEmpty();
        assertThat(states()).isEqualTo(before);
        assertThat(logics.active("game")).isEqualTo("1.0.0");
    }

    @Test
    void aPlanNamesWhatWouldNotLeaveAndIsHotAllTheSame() {
        Plan plan = service.plan(
                game("1.1.0", "if (context == null) new Thread(() -> {}).start();")
                        .toString(),
                ada);
        assertThat(plan.verdict()).isEqualTo(Verdict.HOT);
        assertThat(plan.reading().classes()).isEqualTo(2);
        assertThat(plan.reading().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo("thread");
            assertThat(finding.type() + "." + finding.member()).isEqualTo("game.Start.start");
        });
        Plan refused = service.plan(
                Jars.bundle("game", "1.1.0")
                        .header("Export-Package", "game")
                        .write(directory)
                        .toString(),
                ada);
        assertThat(refused.reading()).isEqualTo(Plan.Reading.UNREAD);
    }

    @Test
    void aBundleThatDoesNotResolveIsRefusedWithTheMissingPackage() {
        Map<Long, Integer> before = states();
        Path jar = Jars.bundle("game", "1.1.0")
                .header("Import-Package", "et.api;version=\"[9,10)\"")
                .write(directory);
        assertThatThrownBy(() -> service.apply(jar.toString(), "", false, ada))
                .hasMessageContaining("et.api")
                .hasMessageContaining("Nothing was changed: game 1.0.0 goes on");
        assertThat(states()).isEqualTo(before);
    }

    @Test
    void aBundleThatFailsToStartIsTakenOut() {
        Map<Long, Integer> before = states();
        Path jar = game("1.1.0", "if (true) throw new IllegalStateException(\"no luck\");");
        assertThatThrownBy(() -> service.apply(jar.toString(), "", false, ada)).hasMessageContaining("starting failed");
        assertThat(states()).isEqualTo(before);
    }

    @Test
    void confirmedCodeTouchesNoOtherBundleAndTheOldCodeIsCollected() throws Exception {
        Bundle other = framework
                .getBundleContext()
                .installBundle(
                        Jars.bundle("other", "1.0.0").write(directory).toUri().toString());
        other.start();
        WeakReference<ClassLoader> old = loader("1.0.0");
        Outcome outcome = service.apply(game("1.1.0", "").toString(), "", true, ada);
        assertThat(outcome.hotfix().phase()).isEqualTo(Phase.CONFIRMED);
        Unload unload = unload(outcome);
        assertThat(unload.collected()).as(unload.toString()).isTrue();
        assertThat(old.get()).isNull();
        assertThat(versions()).containsExactly("1.1.0");
        assertThat(other.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void rolledBackCodeIsCollected() throws Exception {
        service.apply(game("1.1.0", "").toString(), "", false, ada);
        WeakReference<ClassLoader> tried = loader("1.1.0");
        Unload unload = unload(service.rollback("game", ada));
        assertThat(unload.collected()).as(unload.toString()).isTrue();
        assertThat(tried.get()).isNull();
        assertThat(logics.active("game")).isEqualTo("1.0.0");
    }

    @Test
    void whatHoldsOldCodeIsNamed() throws Exception {
        // It is waited for in vain.
        unload = Duration.ofSeconds(2);
        collections = 3;
        service.close();
        service = service(framework.getBundleContext());
        service.apply(
                game(
                                "1.1.0",
                                "var t = new Thread(() -> { try { Thread.sleep(60000); } catch (InterruptedException"
                                        + " e) {} }, \"stray\"); t.setDaemon(true); t.start();")
                        .toString(),
                "",
                false,
                ada);
        Unload unload = unload(service.rollback("game", ada));
        assertThat(unload.collected()).isFalse();
        assertThat(unload.evidence()).singleElement().asString().contains("thread \"stray\" runs game.Start");
        Thread stray = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals("stray"))
                .findFirst()
                .orElseThrow();
        stray.interrupt();
        stray.join(ENOUGH.toMillis());
        assertThat(store.entries).anyMatch(e -> e.what().equals("hotfix.held"));
    }

    @Test
    void theClassesThatBundlesHaveLoadedAreKnownAndNoneIsLoadedForThat() throws Exception {
        Bundle other = framework
                .getBundleContext()
                .installBundle(Jars.bundle("other", "1.0.0")
                        .source("other.Used", "package other; public class Used {}")
                        .source("other.Never", "package other; public class Never {}")
                        .write(directory)
                        .toUri()
                        .toString());
        Class<?> used = other.loadClass("other.Used");
        assertThat(new OsgiStaging(framework.getBundleContext()).loaded())
                .contains(used)
                .extracting(Class::getName)
                .contains("game.Start")
                .doesNotContain("other.Never");
    }

    @Test
    void aSwitchedVersionComesBackAfterARestart() throws Exception {
        service.apply(game("1.1.0", "").toString(), "", false, ada);
        halt();
        logics.unregister("game", "1.0.0");
        logics.unregister("game", "1.1.0");
        logics.pins.clear();
        boot();
        assertThat(logics.active("game")).isEqualTo("1.1.0");
        assertThat(versions()).containsExactly("1.0.0", "1.1.0");
        service.confirm("game", ada);
        assertThat(versions()).containsExactly("1.1.0");
    }

    @Test
    void aConfirmedVersionComesBackAfterARestart() throws Exception {
        service.apply(game("1.1.0", "").toString(), "", true, ada);
        halt();
        logics.unregister("game", "1.1.0");
        boot();
        assertThat(logics.active("game")).isEqualTo("1.1.0");
        assertThat(versions()).containsExactly("1.1.0");
    }

    @Test
    void countsTheLogicsThatComponentsDescribe() throws Exception {
        String xml = "<scr:component name=\"a\"><service><provide"
                + " interface=\"et.api.ActorLogic\"/></service></scr:component>";
        Path jar = Jars.bundle("components", "1.0.0")
                .header("Service-Component", "OSGI-INF/a.xml,OSGI-INF/b.xml, OSGI-INF/c.xml")
                .file("OSGI-INF/a.xml", xml)
                .file("OSGI-INF/b.xml", xml)
                .file(
                        "OSGI-INF/c.xml",
                        "<scr:component name=\"c\"><service><provide interface=\"x.Y\"/></service></scr:component>")
                .write(directory);
        var installed = new OsgiStaging(framework.getBundleContext()).install(ArtifactReader.read(jar.toString()));
        assertThat(installed.logics()).isEqualTo(2);
    }

    @Test
    void findsTheMessagesOfABundle() throws Exception {
        Bundle two = framework
                .getBundleContext()
                .installBundle(game("2.0.0", "").toUri().toString());
        var installed = new OsgiInstalled(framework.getBundleContext(), two);
        installed.resolve();
        assertThat(installed.scan().reasons()).isEmpty();
        assertThat(installed.scan().shapes()).isEmpty();
    }

    /** A logic bundle with an activator in place of Declarative Services, which this framework does not have. */
    private Path game(String version, String start) {
        return Jars.bundle("game", version)
                .header("Bundle-Activator", "game.Start")
                .header("Import-Package", "et.api,com.google.protobuf")
                .source("game.GameLogic", """
                    package game;
                    public final class GameLogic implements et.api.ActorLogic<com.google.protobuf.StringValue> {
                      @Override public void define(et.api.Handlers<com.google.protobuf.StringValue> on) {
                        on.state(com.google.protobuf.StringValue.parser());
                      }
                    }
                    """)
                .source("game.Start", """
                    package game;
                    public final class Start implements org.osgi.framework.BundleActivator {
                      @Override public void start(org.osgi.framework.BundleContext context) {
                        %s
                        context.registerService(et.api.ActorLogic.class, new GameLogic(), null);
                      }
                      @Override public void stop(org.osgi.framework.BundleContext context) {}
                    }
                    """.formatted(start))
                .write(directory);
    }

    private void boot() throws BundleException {
        Map<String, String> configuration = Map.of(
                Constants.FRAMEWORK_STORAGE,
                directory.resolve("cache").toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                "et.api,com.google.protobuf",
                // The activator's package: a logic bundle may not import it.
                Constants.FRAMEWORK_BOOTDELEGATION,
                "org.osgi.framework",
                Constants.FRAMEWORK_BUNDLE_PARENT,
                Constants.FRAMEWORK_BUNDLE_PARENT_APP);
        framework = new FrameworkFactory().newFramework(configuration);
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addServiceListener(this::logicChanged);
        service = service(context);
        framework.start();
    }

    private void halt() throws Exception {
        service.close();
        framework.stop();
        framework.waitForStop(ENOUGH.toMillis());
    }

    /** Tells the runtime of names what bundles register; stops are told too, but a framework that stops is not. */
    private void logicChanged(ServiceEvent event) {
        Object classes = event.getServiceReference().getProperty(Constants.OBJECTCLASS);
        Bundle bundle = event.getServiceReference().getBundle();
        if (!List.of((String[]) classes).contains(ActorLogic.class.getName())) {
            return;
        }
        String version = bundle.getVersion().toString();
        if (event.getType() == ServiceEvent.REGISTERED) {
            logics.register(new Logic(
                    "player",
                    bundle.getSymbolicName(),
                    version,
                    bundle.getBundleId(),
                    1,
                    List.of(),
                    false,
                    Standing.CANDIDATE,
                    ""));
        } else if (event.getType() == ServiceEvent.UNREGISTERING && framework.getState() == Bundle.ACTIVE) {
            logics.unregister(bundle.getSymbolicName(), version);
        }
    }

    private HotfixService service(BundleContext context) {
        Actors actors = (Actors) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Actors.class},
                (proxy, method, arguments) -> CompletableFuture.completedFuture(List.of()));
        var deadlines =
                new Deadlines(ENOUGH, ENOUGH, ENOUGH, WARMUP, ENOUGH, ENOUGH, ENOUGH, ENOUGH, unload, collections);
        return new HotfixService(
                new OsgiStaging(context),
                deadlines,
                new Thresholds(100, 0.005, 2, 1000, 3, 16384, 0.05),
                logics,
                actors,
                store,
                FakeImpacts.none(store),
                store,
                new FakeSignatures(),
                Optional::empty,
                new FakeCluster().from("logic-1"),
                FakeCluster.self("logic-1", 1),
                new Doorbell(),
                Clock.systemUTC());
    }

    private Map<Long, Integer> states() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .collect(Collectors.toMap(Bundle::getBundleId, Bundle::getState, (a, b) -> a, TreeMap::new));
    }

    private List<String> versions() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(b -> "game".equals(b.getSymbolicName()))
                .map(b -> b.getVersion().toString())
                .sorted()
                .toList();
    }

    private WeakReference<ClassLoader> loader(String version) {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(b -> "game".equals(b.getSymbolicName())
                        && b.getVersion().toString().equals(version))
                .map(b -> new WeakReference<>(b.adapt(BundleWiring.class).getClassLoader()))
                .findFirst()
                .orElseThrow();
    }

    private static Unload unload(Outcome outcome) throws Exception {
        return outcome.unload().toCompletableFuture().get(30, TimeUnit.SECONDS).orElseThrow();
    }
}
