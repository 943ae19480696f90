package et.itests.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** NullAway looks at packages that ask for it, so a package that forgets to is checked by nobody. */
class NullMarkedTest {

    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
    private static final Path CODE = Path.of("src", "main", "java");

    /** What a game looks like at its smallest; a modder's package needs no page. */
    private static final Path GAMES = TREE.resolve("bundles/samples");

    /** What Maven, Git and containers wrote. */
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", "run");

    @Test
    void everyPackageAsksForNullAway() throws IOException {
        Set<Path> packages = new TreeSet<>();
        collect(TREE, packages);
        // When this finds no packages, it looks in the wrong place.
        assertThat(packages).hasSizeGreaterThan(20);

        List<Path> unchecked =
                packages.stream().filter(folder -> !isMarked(folder)).toList();

        assertThat(unchecked)
                .as("packages without @NullMarked in a package-info.java")
                .isEmpty();
    }

    /** The packages with code that somebody wrote; one that has a page only is filled by protoc. */
    private static void collect(Path folder, Set<Path> packages) throws IOException {
        List<Path> content;
        try (Stream<Path> files = Files.list(folder)) {
            content = files.toList();
        }
        for (Path file : content) {
            String name = file.getFileName().toString();
            if (Files.isDirectory(file)) {
                if (!NOT_SOURCES.contains(name) && !file.equals(GAMES)) {
                    collect(file, packages);
                }
            } else if (name.endsWith(".java")
                    && !name.equals("package-info.java")
                    && folder.toString().contains(CODE.toString())) {
                packages.add(folder);
            }
        }
    }

    private static boolean isMarked(Path folder) {
        Path page = folder.resolve("package-info.java");
        try {
            return Files.exists(page)
                    && Files.readString(page)
                            .lines()
                            .anyMatch(line -> line.strip().equals("@NullMarked"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
