package et.hotfix.internal;

import et.hotfix.HotfixException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Fetches a bundle's bytes, once: what is checked is what is installed. */
final class ArtifactReader {

    /** The largest bundle, in bytes. */
    static final int MAX_BYTES = 64 << 20;

    // A Windows drive is one letter, a scheme two or more.
    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*");
    private static final int MAX_ENTRIES = 20_000;
    private static final int MAX_MANIFEST = 1 << 20;

    private ArtifactReader() {}

    /** Reads a path, a {@code file:} or a {@code mvn:} address. */
    static Artifact read(String source) {
        return of(source, fetch(source));
    }

    /** Reads bytes that came from there. */
    static Artifact of(String source, byte[] bytes) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> entries = new ArrayList<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entries.size() == MAX_ENTRIES) {
                    throw new HotfixException(source + " has more than " + MAX_ENTRIES + " files");
                }
                entries.add(entry.getName());
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    headers(zip, headers);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new HotfixException(source + " is not a readable jar: " + Sentences.of(e));
        }
        if (entries.isEmpty()) {
            throw new HotfixException(source + " is not a jar, or an empty one (" + bytes.length + " bytes)");
        }
        return new Artifact(source, bytes, sha256(bytes), headers, List.copyOf(entries));
    }

    private static void headers(InputStream in, Map<String, String> headers) throws IOException {
        byte[] text = in.readNBytes(MAX_MANIFEST);
        for (Map.Entry<Object, Object> header :
                new Manifest(new ByteArrayInputStream(text)).getMainAttributes().entrySet()) {
            headers.put(((Attributes.Name) header.getKey()).toString(), (String) header.getValue());
        }
    }

    private static byte[] fetch(String source) {
        try (InputStream in = open(source)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new HotfixException(source + " is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return bytes;
        } catch (IOException e) {
            throw new HotfixException("cannot read " + source + ": " + Sentences.of(e));
        } catch (IllegalArgumentException e) {
            throw new HotfixException(source + " is not an address: " + Sentences.of(e));
        }
    }

    private static InputStream open(String source) throws IOException {
        var matcher = SCHEME.matcher(source);
        String scheme = matcher.matches() ? matcher.group(1) : "";
        return switch (scheme) {
            case "" -> file(Path.of(source));
            // file:name.jar has no path in the URI's sense.
            case "file" ->
                file(source.startsWith("file:/") ? Path.of(URI.create(source)) : Path.of(source.substring(5)));
            case "mvn" -> URI.create(source).toURL().openStream();
            default ->
                throw new HotfixException(
                        source + " is not fetched from " + scheme + ": (expected: a path, file: or mvn:)");
        };
    }

    private static InputStream file(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.isRegularFile(absolute)) {
            throw new HotfixException("there is no file " + absolute);
        }
        return Files.newInputStream(absolute);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
