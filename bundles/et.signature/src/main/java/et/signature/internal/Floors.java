package et.signature.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The version of each bundle below which there is no way without an operator's word: the highest that ever ran here. */
final class Floors {

    private static final Logger LOG = LoggerFactory.getLogger(Floors.class);

    private final Path file;
    private final Properties floors = new Properties();

    Floors(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try (Reader in = Files.newBufferedReader(file)) {
                floors.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.error("{} cannot be read, so a downgrade would not be noticed: {}", file, e.getMessage());
            }
        }
    }

    /** The floor, if the version is below it. */
    synchronized Optional<String> above(String bundle, String version) {
        String floor = floors.getProperty(bundle);
        return floor != null && parsed(version).compareTo(parsed(floor)) < 0 ? Optional.of(floor) : Optional.empty();
    }

    synchronized void raise(String bundle, String version) {
        String floor = floors.getProperty(bundle);
        if (floor == null || parsed(version).compareTo(parsed(floor)) > 0) {
            set(bundle, version);
        }
    }

    synchronized void lower(String bundle, String from, String to) {
        String floor = floors.getProperty(bundle);
        if (floor != null && !to.isEmpty() && parsed(floor).equals(parsed(from))) {
            set(bundle, to);
        }
    }

    private void set(String bundle, String version) {
        floors.setProperty(bundle, version);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (Writer out = Files.newBufferedWriter(fresh)) {
                floors.store(out, "The highest version of each bundle that ran here; a lower one is a downgrade.");
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.error("{} ran, which {} cannot keep: after a restart a downgrade is not noticed", bundle, file, e);
        }
    }

    private static Version parsed(String version) {
        try {
            return Version.parseVersion(version);
        } catch (IllegalArgumentException e) {
            return Version.emptyVersion;
        }
    }
}
