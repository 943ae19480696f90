package et.itests.container;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeatureState;
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
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The distribution starts, and everything in it is at work. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public class BootIT {

    /**
     * Components that wait in a container which is all in one, because there the work is done by another one: they ask the containers that have the
     * database, and this one has it.
     */
    private static final Set<String> WAIT_BY_DESIGN = Set.of(
            "et.session: et.session.internal.RemoteAuthenticator waits for et.cluster.Self",
            "et.session: et.session.internal.RemoteKicks waits for et.cluster.Self");

    /** Never read: to have it injected is to wait for it. */
    @Inject
    @SuppressWarnings("UnusedVariable")
    private BootFinished booted;

    @Inject
    private BundleContext context;

    @Inject
    private FeaturesService features;

    @Inject
    private ServiceComponentRuntime components;

    @Configuration
    public Option[] container() throws IOException {
        return Distribution.allInOne();
    }

    @Test
    public void everyFeatureIsStarted() throws Exception {
        var notStarted = Arrays.stream(features.listInstalledFeatures())
                .filter(feature -> features.getState(feature.getId()) != FeatureState.Started)
                .map(feature -> feature.getId() + " is " + features.getState(feature.getId()))
                .collect(joining("\n"));

        assertEquals("", notStarted);
        assertEquals(FeatureState.Started, features.getState("et-all-in-one/" + versionOf("et-all-in-one")));
    }

    @Test
    public void everyBundleIsActive() throws InterruptedException {
        assertEquals("", Settled.faults(this::idleBundles));
    }

    @Test
    public void noComponentWaits() throws InterruptedException {
        assertEquals("", Settled.faults(this::waitingComponents));
    }

    @Test
    public void theLogHasNothingForTheMorning() throws IOException {
        try (var lines = Files.lines(Path.of(System.getProperty("karaf.log"), "karaf.log"))) {
            var complaints = lines.filter(line -> line.matches(".* (WARN |ERROR) et\\..*"))
                    .collect(joining("\n"));

            assertEquals("", complaints);
        }
    }

    private String versionOf(String feature) throws Exception {
        return features.getFeature(feature).getVersion();
    }

    private String idleBundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() != (isFragment(bundle) ? Bundle.RESOLVED : Bundle.ACTIVE))
                .map(bundle -> bundle + " is in state " + bundle.getState())
                .collect(joining("\n"));
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }

    /** Those that should not wait, and those of the list that do not: then the list is wrong. */
    private String waitingComponents() {
        var waiting = components.getComponentDescriptionDTOs().stream()
                .filter(component -> component.bundle.symbolicName.startsWith("et."))
                .flatMap(this::waiting)
                .collect(toSet());
        return Stream.concat(
                        waiting.stream().filter(line -> !WAIT_BY_DESIGN.contains(line)),
                        WAIT_BY_DESIGN.stream()
                                .filter(line -> !waiting.contains(line))
                                .map(line -> "does not hold: " + line))
                .collect(joining("\n"));
    }

    private Stream<String> waiting(ComponentDescriptionDTO component) {
        var services = Arrays.stream(component.references)
                .collect(toMap(reference -> reference.name, reference -> reference.interfaceName));
        return components.getComponentConfigurationDTOs(component).stream()
                .flatMap(configuration -> Arrays.stream(configuration.unsatisfiedReferences))
                .map(reference -> "%s: %s waits for %s"
                        .formatted(
                                component.bundle.symbolicName,
                                component.implementationClass,
                                services.get(reference.name)));
    }
}
