package et.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The files of a bundle, without the way in which they are packed. Immutable, but for the bytes, which nobody changes.
 *
 * <p>Two bundles of the same digest are the same code: packing a jar anew, or signing it anew, does not change it. So a
 * digest that is revoked stays revoked.
 */
public final class Code {

    private static final String META = "META-INF/";

    private final SortedMap<String, byte[]> files;
    private final Manifest manifest;
    private final String digest;

    private Code(SortedMap<String, byte[]> files, Manifest manifest) {
        this.files = files;
        this.manifest = manifest;
        this.digest = digestOf(files, manifest);
    }

    /**
     * Reads a jar.
     *
     * @throws UnreadableException when it is none, or one that two readers could understand differently
     */
    public static Code read(byte[] jar) throws UnreadableException {
        return of(JarBytes.files(jar));
    }

    /** Takes files by name; directories are none. */
    public static Code of(Map<String, byte[]> files) throws UnreadableException {
        byte[] text = files.get(JarFile.MANIFEST_NAME);
        if (text == null) {
            throw new UnreadableException("it has no " + JarFile.MANIFEST_NAME);
        }
        try {
            return new Code(new TreeMap<>(files), new Manifest(new ByteArrayInputStream(text)));
        } catch (IOException e) {
            throw new UnreadableException("its " + JarFile.MANIFEST_NAME + " cannot be read: " + e.getMessage());
        }
    }

    /** The files, by name. */
    public SortedMap<String, byte[]> files() {
        return files;
    }

    /** A copy of the manifest. */
    public Manifest manifest() {
        return new Manifest(manifest);
    }

    /** A header of the manifest, empty when it is not there. */
    public String header(String name) {
        String value = manifest.getMainAttributes().getValue(name);
        return value == null ? "" : value;
    }

    /** The symbolic name, empty when there is none. */
    public String bundle() {
        String header = header("Bundle-SymbolicName");
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip();
    }

    /** The version as it is written, {@code 0} when there is none. */
    public String version() {
        String version = header("Bundle-Version").strip();
        return version.isEmpty() ? "0" : version;
    }

    /** SHA-256 over all that the bundle says and does, hex: its headers and files, but not its signature. */
    public String digest() {
        return digest;
    }

    /** What its signature says. Takes milliseconds: it reads every file. */
    public Signature signature() {
        return SignatureCheck.of(this);
    }

    /** Whether a file of this name is part of a signature, which cannot cover itself. As the JDK has it. */
    public static boolean isOfSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!upper.startsWith(META) || upper.indexOf('/', META.length()) >= 0) {
            return false;
        }
        String file = upper.substring(META.length());
        return file.endsWith(".SF")
                || file.endsWith(".RSA")
                || file.endsWith(".DSA")
                || file.endsWith(".EC")
                || file.startsWith("SIG-");
    }

    private static String digestOf(SortedMap<String, byte[]> files, Manifest manifest) {
        MessageDigest all = Digests.of("SHA-256");
        // One for all pieces: to ask the JDK for it takes longer than to use it.
        MessageDigest one = Digests.of("SHA-256");
        SortedMap<String, String> headers = new TreeMap<>();
        manifest.getMainAttributes().forEach((name, value) -> headers.put(name.toString(), value.toString()));
        headers.forEach((name, value) -> {
            add(all, one, name.getBytes(StandardCharsets.UTF_8));
            add(all, one, value.getBytes(StandardCharsets.UTF_8));
        });
        files.forEach((name, content) -> {
            if (!name.equals(JarFile.MANIFEST_NAME) && !isOfSignature(name)) {
                add(all, one, name.getBytes(StandardCharsets.UTF_8));
                add(all, one, content);
            }
        });
        return HexFormat.of().formatHex(all.digest());
    }

    /** Each piece by its own digest, so that no two sequences of pieces are the same bytes. */
    private static void add(MessageDigest all, MessageDigest one, byte[] piece) {
        all.update(one.digest(piece));
    }
}
