package et.itests.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** Versions of a bundle that differ by their number, and by what a file in them says is wrong. */
final class Faulty {

    private Faulty() {}

    /** The bundle as another version with that fault. */
    static Path version(Path original, Path copy, String version, String fault) throws IOException {
        Files.copy(original, copy);
        try (FileSystem jar = FileSystems.newFileSystem(copy)) {
            Path file = jar.getPath(JarFile.MANIFEST_NAME);
            Manifest manifest;
            try (InputStream in = Files.newInputStream(file)) {
                manifest = new Manifest(in);
            }
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (OutputStream out = Files.newOutputStream(file)) {
                manifest.write(out);
            }
            Files.writeString(jar.getPath("trouble/fault"), fault);
        }
        return copy;
    }
}
