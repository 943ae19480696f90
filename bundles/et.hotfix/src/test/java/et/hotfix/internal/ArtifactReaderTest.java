package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.hotfix.HotfixException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArtifactReaderTest {

    @TempDir
    Path directory;

    @Test
    void readsAPathAndAFileAddressAlike() {
        Path jar = Jars.bundle("game;singleton:=true", "1.1").file("a.txt", "x").write(directory);
        Artifact byPath = ArtifactReader.read(jar.toString());
        assertThat(byPath.bundle()).isEqualTo("game");
        assertThat(byPath.version()).isEqualTo("1.1.0");
        assertThat(byPath.entries()).contains("a.txt");
        assertThat(byPath.digest()).hasSize(64);
        assertThat(byPath.location())
                .isEqualTo("et-hotfix:game/1.1.0/" + byPath.digest().substring(0, 12));
        assertThat(ArtifactReader.read(jar.toUri().toString()).digest()).isEqualTo(byPath.digest());
    }

    @Test
    void saysWhichFileIsNotThere() {
        assertThatThrownBy(() -> ArtifactReader.read(directory.resolve("no.jar").toString()))
                .isInstanceOf(HotfixException.class)
                .hasMessage("there is no file " + directory.resolve("no.jar"));
    }

    @Test
    void refusesOtherSchemes() {
        assertThatThrownBy(() -> ArtifactReader.read("http://example.org/a.jar"))
                .isInstanceOf(HotfixException.class)
                .hasMessageContaining("expected: a path, file: or mvn:");
    }

    @Test
    void refusesWhatIsNoJar() throws IOException {
        Path text = Files.writeString(directory.resolve("a.jar"), "not a jar");
        assertThatThrownBy(() -> ArtifactReader.read(text.toString()))
                .isInstanceOf(HotfixException.class)
                .hasMessageContaining("is not a jar");
    }

    @Test
    void refusesWhatIsTooLargeWithoutReadingItAll() throws IOException {
        Path large = directory.resolve("large.jar");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(10L << 30);
        }
        assertThatThrownBy(() -> ArtifactReader.read(large.toString()))
                .isInstanceOf(HotfixException.class)
                .hasMessageContaining("larger than 64 MiB");
    }
}
