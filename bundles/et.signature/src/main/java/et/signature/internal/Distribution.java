package et.signature.internal;

import et.signature.Code;
import et.signature.UnreadableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The bundles that came with the server, in its {@code system/}. Who unpacked it trusts them. */
final class Distribution {

    private static final String MAVEN = "mvn:";
    private static final int DEPTH = 16;

    private final Path system;

    Distribution(Path system) {
        this.system = system.toAbsolutePath().normalize();
    }

    /** Whether there is the very same code, at this address or under the same name and version. */
    boolean has(Code code, String address) {
        try {
            Optional<Path> file = at(address);
            return (file.isPresent() && isSame(file.get(), code)) || isAnywhere(code);
        } catch (IOException | UncheckedIOException | UnreadableException e) {
            return false;
        }
    }

    /**
     * Whether a bundle of this address comes from there. Pax URL looks there first; so it does, unless it was updated
     * from elsewhere.
     */
    boolean hasAddress(String address) {
        return at(address).isPresent();
    }

    private boolean isAnywhere(Code code) throws IOException, UnreadableException {
        String name = code.bundle() + "-" + code.version() + ".jar";
        try (Stream<Path> found = Files.find(system, DEPTH, (file, is) -> is.isRegularFile() && file.endsWith(name))) {
            for (Path file : found.toList()) {
                if (isSame(file, code)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isSame(Path file, Code code) throws IOException, UnreadableException {
        return Code.read(Files.readAllBytes(file)).digest().equals(code.digest());
    }

    private Optional<Path> at(String address) {
        // A NUL is in no file's name, and to ask for one is an error.
        if (!address.startsWith(MAVEN) || address.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        List<String> parts = List.of(address.substring(MAVEN.length()).split("/", -1));
        if (parts.size() < 3 || parts.size() > 5) {
            return Optional.empty();
        }
        String type = parts.size() > 3 && !parts.get(3).isEmpty() ? parts.get(3) : "jar";
        String classifier = parts.size() > 4 ? "-" + parts.get(4) : "";
        String name = parts.get(1) + "-" + parts.get(2) + classifier + "." + type;
        Path file = system.resolve(parts.get(0).replace('.', '/'))
                .resolve(parts.get(1))
                .resolve(parts.get(2))
                .resolve(name)
                .normalize();
        return Optional.of(file).filter(f -> f.startsWith(system) && Files.isRegularFile(f));
    }
}
