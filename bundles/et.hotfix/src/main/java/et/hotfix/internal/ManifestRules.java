package et.hotfix.internal;

import et.actor.Policy;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Version;

/** The rules for a logic bundle that can be read from its jar: it must be able to come and go alone. */
final class ManifestRules {

    private static final List<String> ALLOWED = List.of(
            "et.api",
            "com.google.protobuf",
            "org.slf4j",
            "java",
            "javax",
            "jdk",
            "org.w3c.dom",
            "org.xml.sax",
            "org.ietf.jgss");

    private ManifestRules() {}

    /** What speaks against the bundle, with what to change; empty when nothing does. */
    static List<String> reasons(Artifact artifact) {
        List<String> reasons = new ArrayList<>();
        names(artifact, reasons);
        policy(artifact, reasons);
        wires(artifact, reasons);
        embedded(artifact, reasons);
        return reasons;
    }

    private static void names(Artifact artifact, List<String> reasons) {
        if (artifact.bundle().isEmpty()) {
            reasons.add("the manifest has no Bundle-SymbolicName, so this is no bundle: build it with bnd");
        }
        if (artifact.version().isEmpty()) {
            reasons.add("the manifest has no Bundle-Version: give the bundle one");
            return;
        }
        try {
            Version.parseVersion(artifact.version());
        } catch (IllegalArgumentException e) {
            reasons.add("Bundle-Version: " + artifact.version() + " (expected: major.minor.micro.qualifier)");
        }
    }

    private static void policy(Artifact artifact, List<String> reasons) {
        String policy = artifact.policy();
        if (!policy.isEmpty() && Policy.named(policy).isEmpty()) {
            reasons.add(Artifact.POLICY + ": " + policy + " (expected: " + Policies.EXPECTED + ")");
        }
    }

    private static void wires(Artifact artifact, List<String> reasons) {
        List<String> exports = Clauses.names(artifact.header("Export-Package"));
        if (!exports.isEmpty()) {
            reasons.add("it exports " + String.join(", ", exports)
                    + ": whoever imports that would be restarted with it; a logic bundle exports nothing");
        }
        List<String> imports = Clauses.names(artifact.header("Import-Package")).stream()
                .filter(name -> ALLOWED.stream().noneMatch(a -> name.equals(a) || name.startsWith(a + ".")))
                .toList();
        if (!imports.isEmpty()) {
            reasons.add("it imports " + String.join(", ", imports)
                    + ": a logic bundle imports et.api, com.google.protobuf, org.slf4j and the JDK only; put"
                    + " the rest into the bundle");
        }
        for (String header : List.of("Require-Bundle", "Fragment-Host", "DynamicImport-Package")) {
            if (!artifact.header(header).isBlank()) {
                reasons.add("it has the header " + header + ": remove it, a logic bundle stands alone");
            }
        }
    }

    private static void embedded(Artifact artifact, List<String> reasons) {
        for (String path : List.of("et/api/", "com/google/protobuf/")) {
            if (artifact.entries().stream().anyMatch(e -> e.startsWith(path) && e.endsWith(".class"))) {
                reasons.add("it contains classes of "
                        + path.substring(0, path.length() - 1).replace('/', '.')
                        + ": import that package instead, or the container's classes and the bundle's would be"
                        + " strangers");
            }
        }
    }
}
