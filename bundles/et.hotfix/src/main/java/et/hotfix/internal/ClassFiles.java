package et.hotfix.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The classes in a bundle's bytes: its own, and those of the jars and directories on its {@code Bundle-ClassPath} (OSGi Core R8, 3.9.1). Bounded before anything
 * is allocated: a jar of a few kilobytes can unpack to gigabytes.
 */
final class ClassFiles {

    /** The largest class that is read, in bytes. */
    static final int MAX_CLASS = 4 << 20;

    /** So many bytes of classes are read of one bundle. */
    static final long MAX_ALL = 128L << 20;

    private static final int MAX_CLASSES = 20_000;
    private static final String SUFFIX = ".class";

    private final List<String> path;
    private final Reader reader;
    private int classes;
    private long bytes;
    private int left;

    private ClassFiles(List<String> path, Reader reader) {
        this.path = path;
        this.reader = reader;
    }

    /** Is given each class. */
    interface Reader {

        /**
         * Reads one.
         *
         * @param jar the embedded jar that it is in, empty when it is in none
         * @param bytes the class file; not kept here
         */
        void read(String jar, byte[] bytes);
    }

    /** Reads all of them; returns how many were left out for their number or size. */
    static int read(Artifact artifact, Reader reader) throws IOException {
        List<String> names = Clauses.names(artifact.header("Bundle-ClassPath"));
        List<String> path = new ArrayList<>();
        for (String name : names.isEmpty() ? List.of(".") : names) {
            String plain = name.startsWith("/") ? name.substring(1) : name;
            path.add(plain.equals(".") ? "" : plain);
        }
        var files = new ClassFiles(path, reader);
        try (var zip = new ZipInputStream(new ByteArrayInputStream(artifact.bytes()))) {
            files.bundle(zip);
        }
        return files.left;
    }

    private void bundle(ZipInputStream zip) throws IOException {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String name = entry.getName();
            if (name.endsWith(SUFFIX) && path.stream().anyMatch(root -> under(root, name))) {
                one("", zip);
            } else if (path.contains(name) && !entry.isDirectory()) {
                jar(name, zip);
            }
        }
    }

    private static boolean under(String root, String name) {
        String directory = root.isEmpty() || root.endsWith("/") ? root : root + "/";
        return name.startsWith(directory) && code(name.substring(directory.length()));
    }

    /** Neither a variant for another Java, nor a description of a module. */
    private static boolean code(String name) {
        return !name.startsWith("META-INF/") && !name.endsWith("module-info" + SUFFIX);
    }

    /** A jar within the jar; it is unpacked as it is read, and closed with the outer one. */
    private void jar(String jar, InputStream in) throws IOException {
        var zip = new ZipInputStream(in);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(SUFFIX) && code(entry.getName())) {
                one(jar, zip);
            }
        }
    }

    private void one(String jar, InputStream in) throws IOException {
        if (classes == MAX_CLASSES || bytes >= MAX_ALL) {
            left++;
            return;
        }
        byte[] file = in.readNBytes(MAX_CLASS + 1);
        classes++;
        bytes += file.length;
        if (file.length > MAX_CLASS) {
            left++;
        } else {
            reader.read(jar, file);
        }
    }
}
