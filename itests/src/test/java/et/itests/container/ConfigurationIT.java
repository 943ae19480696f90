package et.itests.container;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The commented files in etc/ say what the components read: no key less, no key more. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public class ConfigurationIT {

    /** {@code key = value}, also as an example: {@code #key = value}. */
    private static final Pattern KEY = Pattern.compile("^#?([A-Za-z][\\w.-]*)\\s*=");

    /** {@code et.net.loops.cfg}, or one of several: {@code et.net.endpoint-tcp.cfg}, {@code et.net.endpoint~tcp.cfg}. */
    private static final Pattern FILE = Pattern.compile("^(et\\.[\\w.]+)([-~].*)?\\.cfg$");

    /** What is read in containers of a cluster only; the module of its component compares the keys. */
    private static final Set<String> ELSEWHERE = Set.of("et.cluster.pekko");

    /** Never read: to have it injected is to wait for it. */
    @Inject
    @SuppressWarnings("UnusedVariable")
    private BootFinished booted;

    @Inject
    private BundleContext context;

    @Inject
    private MetaTypeService metatypes;

    @Configuration
    public Option[] container() throws IOException {
        return Distribution.allInOne();
    }

    @Test
    public void filesAndComponentsAgree() throws IOException {
        var read = keysOfComponents();
        var written = keysOfFiles();

        var faults = Stream.concat(
                        missing(read, written)
                                .map(key -> "etc/" + key + " is not there, and a component reads it: add it with its"
                                        + " default and a comment."),
                        missing(written, read)
                                .map(key -> "etc/" + key + " is read by no component: remove it, or add the component"
                                        + " to the features."))
                .collect(joining("\n"));

        assertEquals("", faults);
    }

    private Map<String, Set<String>> keysOfComponents() {
        var keys = new TreeMap<String, Set<String>>();
        Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("et."))
                .map(metatypes::getMetaTypeInformation)
                .forEach(information -> Stream.concat(
                                Arrays.stream(information.getPids()), Arrays.stream(information.getFactoryPids()))
                        .forEach(pid -> keys.put(pid, keys(information, pid))));
        return keys;
    }

    private static Set<String> keys(MetaTypeInformation information, String pid) {
        return Arrays.stream(information
                        .getObjectClassDefinition(pid, null)
                        .getAttributeDefinitions(ObjectClassDefinition.ALL))
                .map(AttributeDefinition::getID)
                .collect(toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> keysOfFiles() throws IOException {
        var keys = new TreeMap<String, Set<String>>();
        try (var files = Files.list(Path.of(System.getProperty("karaf.etc")))) {
            for (var file : files.toList()) {
                var name = FILE.matcher(file.getFileName().toString());
                if (name.matches() && !ELSEWHERE.contains(name.group(1))) {
                    keys.computeIfAbsent(name.group(1), pid -> new TreeSet<>()).addAll(keys(file));
                }
            }
        }
        return keys;
    }

    private static Set<String> keys(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(KEY::matcher)
                    .filter(Matcher::find)
                    .map(key -> key.group(1))
                    .collect(toCollection(TreeSet::new));
        }
    }

    /** What {@code left} has and {@code right} has not, as {@code <pid>.cfg: <key>}. */
    private static Stream<String> missing(Map<String, Set<String>> left, Map<String, Set<String>> right) {
        return left.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .filter(key ->
                                !right.getOrDefault(entry.getKey(), Set.of()).contains(key))
                        .map(key -> entry.getKey() + ".cfg: " + key));
    }
}
