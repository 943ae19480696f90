package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import arena.PlayerLogic;
import bench.AdderLogic;
import hello.CounterLogic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people copy has to be what a plan has nothing to say about. */
final class SamplesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(classes = {CounterLogic.class, PlayerLogic.class, AdderLogic.class})
    void nothingIsFoundInASample(Class<?> logic) throws Exception {
        Path code = Path.of(
                logic.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path jar = Files.isDirectory(code) ? packed(code) : code;
        Inspection inspection = Inspection.of(ArtifactReader.read(jar.toString()));
        assertThat(inspection.warnings()).isEmpty();
        assertThat(inspection.reading().findings()).isEmpty();
        assertThat(inspection.reading().classes()).isGreaterThan(3);
    }

    private Path packed(Path classes) throws IOException {
        Jars jar = Jars.bundle("sample", "1.0.0");
        List<Path> files;
        try (Stream<Path> found = Files.walk(classes)) {
            files = found.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            jar.file(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
        }
        return jar.write(directory);
    }
}
