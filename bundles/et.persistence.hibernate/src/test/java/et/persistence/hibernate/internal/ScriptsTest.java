package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.hibernate.internal.Migrations.Script;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of migrations, as files. */
class ScriptsTest {

    private static final Path SHIPPED = Path.of("src/main/resources/et/persistence/hibernate/internal/migrations");

    @Test
    void readsScriptsInOrderWhateverTheEndsOfTheirLines() {
        var unix = read(Map.of(
                "index.txt", "V001__a.sql\nV002__b.sql\n", "V001__a.sql", "-- x\nA\nB;\nC;\n", "V002__b.sql", "D;"));
        var windows = read(Map.of(
                "index.txt",
                "V001__a.sql\r\nV002__b.sql",
                "V001__a.sql",
                "-- x\r\nA\r\nB;\r\nC;\r\n",
                "V002__b.sql",
                "D;"));
        assertThat(unix).isEqualTo(windows);
        assertThat(unix.get(0).statements()).containsExactly("A\nB", "C");
    }

    @Test
    void refusesScriptsThatAreMisnamedMissingOrCutOff() {
        assertThatThrownBy(() -> read(Map.of("index.txt", "V002__b.sql", "V002__b.sql", "D;")))
                .hasMessage("migration V002__b.sql has number 2 (expected: 1, numbers count up by one)");
        assertThatThrownBy(() -> read(Map.of("index.txt", "V1__b.sql", "V1__b.sql", "D;")))
                .hasMessageContaining("expected: V001__what_it_does.sql");
        assertThatThrownBy(() -> read(Map.of("index.txt", "V001__b.sql"))).hasMessageContaining("missing");
        assertThatThrownBy(() -> read(Map.of("index.txt", "V001__b.sql", "V001__b.sql", "A;\nB")))
                .hasMessageContaining("no semicolon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "mysql"})
    void namesEveryShippedScriptInItsIndex(String engine) throws IOException {
        var shipped = SHIPPED.resolve(engine);
        try (var files = Files.list(shipped)) {
            var names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .sorted()
                    .toList();
            assertThat(Files.readAllLines(shipped.resolve("index.txt"))).isEqualTo(names);
        }
    }

    @Test
    void hasTheSameScriptsForEachDatabase() throws IOException {
        assertThat(SHIPPED.resolve("mysql/index.txt")).hasSameTextualContentAs(SHIPPED.resolve("h2/index.txt"));
    }

    private static List<Script> read(Map<String, String> files) {
        return Migrations.read(name -> files.containsKey(name)
                ? new ByteArrayInputStream(files.get(name).getBytes(StandardCharsets.UTF_8))
                : null);
    }
}
