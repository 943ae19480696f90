package et.hotfix.internal;

import java.util.List;
import java.util.Map;
import org.osgi.framework.Version;

/**
 * A bundle as bytes.
 *
 * @param source where it came from, for people
 * @param bytes the bytes; never changed
 * @param digest SHA-256 of them, hex
 * @param headers the main section of its manifest; empty when it has none
 * @param entries the names of the files in it
 */
record Artifact(String source, byte[] bytes, String digest, Map<String, String> headers, List<String> entries) {

    /** The symbolic name, empty when the manifest has none. */
    String bundle() {
        List<String> names = Clauses.names(header("Bundle-SymbolicName"));
        return names.isEmpty() ? "" : names.get(0);
    }

    /**
     * The version as the framework writes it ({@code 1.1} is {@code 1.1.0}); as it stands when it is none; empty when
     * the manifest has none.
     */
    String version() {
        String text = header("Bundle-Version").strip();
        try {
            return text.isEmpty() ? text : Version.parseVersion(text).toString();
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** When actors go over to it, as the bundle declares; empty when it does not. */
    String policy() {
        return header(POLICY).strip();
    }

    /** A header, empty when it is not there. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Where the framework is told that the bundle came from: the same bytes are the same location. */
    String location() {
        return LOCATION + bundle() + "/" + version() + "/" + digest.substring(0, 12);
    }

    /** The header that names a policy. */
    static final String POLICY = "Et-Policy";

    /** How the locations of bundles installed by a hotfix begin. */
    static final String LOCATION = "et-hotfix:";
}
