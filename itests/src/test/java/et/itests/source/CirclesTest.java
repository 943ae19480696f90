package et.itests.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * No component may need, by way of others, what needs it. An optional reference counts as well: the runtime of components breaks a circle at whichever reference
 * it comes to last, with a warning, and that one then stays empty; which one it is depends on what starts first.
 */
class CirclesTest {

    private static final Path BUNDLES =
            Path.of("..", "karaf-assembly", "target", "assembly", "system", "org", "etserver");

    private record Part(String name, Set<String> gives, Set<String> takes) {}

    @Test
    void noComponentNeedsWhatNeedsIt() throws IOException {
        List<Part> parts = parts();
        // When this finds no components, it looks in the wrong place.
        assertThat(parts).hasSizeGreaterThan(30);

        assertThat(circle(needs(parts))).as("components in a circle").isEmpty();
    }

    @Test
    void aCircleIsFound() {
        Part gateway = new Part("gateway", Set.of("Endpoint", "Load"), Set.of("Cluster"));
        Part cluster = new Part("cluster", Set.of("Cluster"), Set.of("Load", "Self"));
        Part self = new Part("self", Set.of("Self"), Set.of());

        assertThat(circle(needs(List.of(self, gateway, cluster)))).containsExactly("cluster", "gateway");
        assertThat(circle(needs(List.of(self, gateway)))).isEmpty();
    }

    /** Takes out who needs nobody that is left, until nobody can be taken out; likewise who is needed by nobody. What remains lies on circles, or between them. */
    private static Set<String> circle(Map<String, Set<String>> needs) {
        Set<String> left = new TreeSet<>(needs.keySet());
        boolean fewer = true;
        while (fewer) {
            Set<String> needed =
                    left.stream().flatMap(name -> needs.get(name).stream()).collect(Collectors.toSet());
            fewer = left.removeIf(
                    name -> !needed.contains(name) || needs.get(name).stream().noneMatch(left::contains));
        }
        return left;
    }

    private static Map<String, Set<String>> needs(List<Part> parts) {
        Map<String, Set<String>> needs = new TreeMap<>();
        for (Part part : parts) {
            Set<String> needed = parts.stream()
                    .filter(other -> other.gives().stream().anyMatch(part.takes()::contains))
                    .map(Part::name)
                    .collect(Collectors.toSet());
            needs.put(part.name(), needed);
        }
        return needs;
    }

    private static List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(BUNDLES)) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (JarFile open = new JarFile(jar.toFile())) {
                    open.stream()
                            .filter(entry -> entry.getName().matches("OSGI-INF/[^/]+\\.xml"))
                            .map(entry -> part(open, entry))
                            .forEach(parts::add);
                }
            }
        }
        return parts;
    }

    private static Part part(JarFile jar, JarEntry entry) {
        try (InputStream in = jar.getInputStream(entry)) {
            Element component = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getDocumentElement();
            return new Part(
                    component.getAttribute("name"),
                    interfaces(component.getElementsByTagName("provide")),
                    interfaces(component.getElementsByTagName("reference")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new AssertionError(entry.getName() + " cannot be read", e);
        }
    }

    private static Set<String> interfaces(NodeList elements) {
        return IntStream.range(0, elements.getLength())
                .mapToObj(elements::item)
                .map(Element.class::cast)
                .map(element -> element.getAttribute("interface"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
