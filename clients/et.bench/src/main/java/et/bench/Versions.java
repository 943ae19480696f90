package et.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Four versions of arena: the two of the distribution, of which the newer one stores players in another way, and a copy of each under another number.
 * The copies are signed by nobody.
 */
final class Versions {

    static final String BUNDLE = "arena";

    private final Path system;
    private final Path copies;

    private Versions(Path system, Path copies) {
        this.system = system;
        this.copies = copies;
    }

    /**
     * One of them.
     *
     * @param minor 0, or 1 for what stores players in the newer way
     * @param micro 0, or 1 for the copy
     */
    record Version(int minor, int micro) {

        /** The same code under another number. */
        Version copy() {
            return new Version(minor, 1 - micro);
        }

        /** What stores players in the other way. */
        Version other() {
            return new Version(1 - minor, micro);
        }

        @Override
        public String toString() {
            return "1." + minor + "." + micro;
        }
    }

    /**
     * Makes the copies.
     *
     * @param system where the distribution has its bundles
     * @param copies an empty directory
     */
    static Versions make(Path system, Path copies) throws IOException {
        Versions versions = new Versions(system, copies);
        Files.createDirectories(copies);
        for (int minor = 0; minor < 2; minor++) {
            Version original = new Version(minor, 0);
            copy(versions.file(original), versions.file(original.copy()), original.copy());
        }
        return versions;
    }

    /** Where a version is. */
    Path file(Version version) {
        String name = BUNDLE + "-" + version + ".jar";
        return version.micro == 1
                ? copies.resolve(name)
                : system.resolve(Path.of("org", "etserver", BUNDLE, version.toString(), name));
    }

    private static void copy(Path from, Path to, Version version) throws IOException {
        Files.copy(from, to);
        try (FileSystem jar = FileSystems.newFileSystem(to)) {
            Path file = jar.getPath(JarFile.MANIFEST_NAME);
            Manifest manifest;
            try (InputStream in = Files.newInputStream(file)) {
                manifest = new Manifest(in);
            }
            manifest.getMainAttributes().putValue("Bundle-Version", version.toString());
            try (OutputStream out = Files.newOutputStream(file)) {
                manifest.write(out);
            }
        }
    }
}
