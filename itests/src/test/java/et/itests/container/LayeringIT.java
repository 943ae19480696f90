package et.itests.container;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Who may import whom, read from the wires of the running container.
 *
 * <p>OSGi refreshes along these wires: one edge too many, and replacing a piece of game logic restarts half the server.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public class LayeringIT {

    /** What each bundle of et may import from the others. A bundle that is not here is a game. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("et.api", Set.of()),
            Map.entry("et.proto", Set.of()),
            Map.entry("et.net", Set.of("et.proto")),
            Map.entry("et.persistence", Set.of("et.api")),
            Map.entry("et.signature", Set.of("et.persistence")),
            Map.entry("et.session", Set.of("et.cluster", "et.persistence", "et.proto")),
            Map.entry("et.cluster", Set.of("et.api", "et.net", "et.proto")),
            Map.entry("et.cluster.one", Set.of("et.cluster")),
            Map.entry("et.cluster.pekko", Set.of("et.cluster")),
            Map.entry("et.manager", Set.of("et.cluster")),
            Map.entry("et.actor", Set.of("et.api", "et.proto", "et.net", "et.cluster", "et.persistence")),
            Map.entry(
                    "et.gateway", Set.of("et.api", "et.proto", "et.net", "et.cluster", "et.session", "et.persistence")),
            Map.entry(
                    "et.hotfix",
                    Set.of(
                            "et.api",
                            "et.actor",
                            "et.cluster",
                            "et.gateway",
                            "et.persistence",
                            "et.proto",
                            "et.session",
                            "et.signature")),
            Map.entry("et.persistence.hibernate", Set.of("et.api", "et.persistence", "et.session")),
            Map.entry(
                    "et.console",
                    Set.of(
                            "et.api",
                            "et.actor",
                            "et.cluster",
                            "et.gateway",
                            "et.hotfix",
                            "et.manager",
                            "et.net",
                            "et.persistence",
                            "et.session",
                            "et.signature")));

    /** All that a game may touch, beside the JDK. */
    private static final Set<String> ALLOWED_FOR_GAMES = Set.of("et.api", "com.google.protobuf", "org.slf4j");

    /** Nobody may import these: providers are met as services, the console is for people. */
    private static final Set<String> EXPORT_NOTHING =
            Set.of("et.persistence.hibernate", "et.cluster.one", "et.cluster.pekko", "et.console");

    private static final List<String> GAMES = List.of("et-hello/1.0.0", "et-arena/1.1.0");

    /** Never read: to have it injected is to wait for it. */
    @Inject
    @SuppressWarnings("UnusedVariable")
    private BootFinished booted;

    @Inject
    private BundleContext context;

    @Inject
    private FeaturesService features;

    @Configuration
    public Option[] container() throws IOException {
        return Distribution.allInOne();
    }

    @Test
    public void bundlesImportOnlyWhatTheirLayerMay() {
        assertEquals("", own().flatMap(LayeringIT::strayImports).collect(joining("\n")));
    }

    @Test
    public void everyBundleHasALayer() {
        var unknown = own().map(Bundle::getSymbolicName)
                .filter(name -> !ALLOWED.containsKey(name))
                .map(name -> name + " is not in the table of LayeringIT: say there what it may import.")
                .collect(joining("\n"));

        assertEquals("", unknown);
    }

    @Test
    public void providersAndTheConsoleExportNothing() {
        var open = own().filter(bundle -> EXPORT_NOTHING.contains(bundle.getSymbolicName()))
                .flatMap(LayeringIT::openDoors)
                .collect(joining("\n"));

        assertEquals("", open);
    }

    @Test
    public void gamesCanComeAndGoAlone() throws Exception {
        features.installFeatures(new TreeSet<>(GAMES), EnumSet.noneOf(FeaturesService.Option.class));
        try {
            var games = Arrays.stream(context.getBundles())
                    .filter(bundle -> GAMES.contains("et-" + bundle.getSymbolicName() + "/" + bundle.getVersion()))
                    .toList();
            var faults = games.stream()
                    .flatMap(game -> Stream.concat(openDoors(game), foreignImports(game)))
                    .collect(joining("\n"));

            assertEquals(2, games.size());
            assertEquals("", faults);
        } finally {
            for (var game : GAMES) {
                features.uninstallFeature(game);
            }
        }
    }

    /** The bundles of et, without those of games and tests. */
    private Stream<Bundle> own() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("et."));
    }

    private static Stream<String> strayImports(Bundle importer) {
        var allowed = ALLOWED.getOrDefault(importer.getSymbolicName(), Set.of());
        return imports(importer)
                .filter(wire -> exporter(wire).startsWith("et."))
                .filter(wire -> !allowed.contains(exporter(wire)))
                .map(wire ->
                        ("%s imports %s from %s, and may import from %s only. Move what it needs to one of these, meet"
                                        + " it as a service, or, when the layers are to change, say so in the table of LayeringIT"
                                        + " and in docs/architecture.md.")
                                .formatted(
                                        importer.getSymbolicName(), packageOf(wire), exporter(wire), sorted(allowed)));
    }

    private static Stream<String> foreignImports(Bundle game) {
        return imports(game)
                .filter(wire -> !fromTheJdk(wire))
                .filter(wire -> ALLOWED_FOR_GAMES.stream()
                        .noneMatch(allowed -> packageOf(wire).equals(allowed)
                                || packageOf(wire).startsWith(allowed + ".")))
                .map(wire -> ("%s imports %s from %s: replacing it could restart %s. A game imports %s and the JDK; put"
                                + " anything else inside its bundle.")
                        .formatted(
                                game.getSymbolicName(),
                                packageOf(wire),
                                exporter(wire),
                                exporter(wire),
                                sorted(ALLOWED_FOR_GAMES)));
    }

    private static Stream<String> openDoors(Bundle bundle) {
        return bundle.adapt(BundleWiring.class).getCapabilities("osgi.wiring.package").stream()
                .map(capability ->
                        "%s exports %s: others could hold on to it. Remove @Export from its package-info.java."
                                .formatted(
                                        bundle.getSymbolicName(),
                                        capability.getAttributes().get("osgi.wiring.package")));
    }

    /** Also a wire of Require-Bundle counts: it hands over every package. */
    private static Stream<BundleWire> imports(Bundle bundle) {
        var wiring = bundle.adapt(BundleWiring.class);
        var wires = new ArrayList<>(wiring.getRequiredWires("osgi.wiring.package"));
        wires.addAll(wiring.getRequiredWires("osgi.wiring.bundle"));
        return wires.stream().filter(wire -> !wire.getProvider().getBundle().equals(bundle));
    }

    private static String packageOf(BundleWire wire) {
        var name = wire.getCapability().getAttributes().get(wire.getCapability().getNamespace());
        return String.valueOf(name);
    }

    private static String exporter(BundleWire wire) {
        return wire.getProvider().getSymbolicName();
    }

    private static boolean fromTheJdk(BundleWire wire) {
        return wire.getProvider().getBundle().getBundleId() == 0;
    }

    private static Set<String> sorted(Set<String> names) {
        return names.stream().collect(toCollection(TreeSet::new));
    }
}
