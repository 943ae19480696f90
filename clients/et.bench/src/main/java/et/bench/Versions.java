package et.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
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
        try (JarFile jar = new JarFile(from.toFile())) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version.toString());
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to), manifest)) {
                Enumeration<JarEntry> entries = jar.entries();
                while (entries.hasMoreElements()) {
                    JarEntry entry = entries.nextElement();
                    if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        jar.getInputStream(entry).transferTo(out);
                        out.closeEntry();
                    }
                }
            }
        }
    }
}
