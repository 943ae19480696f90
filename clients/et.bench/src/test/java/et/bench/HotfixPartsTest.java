package et.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.bench.Latencies.While;
import et.bench.Versions.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmark of hotfixes reckons with. */
class HotfixPartsTest {

    private static final String RECEIPT = """
            {"number":3,"phase":"SWITCHED","receipt":{"bundle":"arena","clean":true,"revision":7,"window_ms":507,\
            "paused":9,"paused_p50_us":0.5,"paused_us":[[0.5,6],[18.4,3]],"skew_ms":12,"containers":[\
            {"container":"logic-1","actors":5,"pause_us":9,"switched":"2026-11-23T05:00:00.012Z"},\
            {"container":"logic-2","actors":4,"pause_us":7,"switched":"2026-11-23T05:00:00.000500Z"}]},"unload":null}
            """;

    @Test
    void aReceiptIsRead() {
        Receipt receipt = Receipt.read(RECEIPT);
        assertThat(receipt.clean()).isTrue();
        assertThat(receipt.window()).isEqualTo(Duration.ofMillis(507));
        assertThat(receipt.skew()).isEqualTo(12);
        assertThat(receipt.first()).isEqualTo(Instant.parse("2026-11-23T05:00:00.000500Z"));
        assertThat(receipt.last()).isEqualTo(Instant.parse("2026-11-23T05:00:00.012Z"));
        assertThat(receipt.pauses()).containsExactly(new Receipt.Pause(0.5, 6), new Receipt.Pause(18.4, 3));
        assertThat(receipt.actors()).isEqualTo(9);
        assertThat(receipt.longest()).isEqualTo(18.4);
        assertThat(Receipt.read(RECEIPT.replace("[[0.5,6],[18.4,3]]", "[]")).pauses())
                .isEmpty();
        assertThatThrownBy(() -> Receipt.read("{\"receipt\":null}")).hasMessageContaining("no receipt");
    }

    @Test
    void pausesOfBothKindsAreKeptApart() {
        Switches switches = new Switches();
        Receipt receipt = Receipt.read(RECEIPT);
        switches.add(receipt, false);
        switches.add(Receipt.read(RECEIPT.replace("18.4", "900").replace("true", "false")), true);
        assertThat(switches.code().getTotalCount()).isEqualTo(9);
        assertThat(switches.code().getMaxValue()).isBetween(18_400L, 18_500L);
        assertThat(switches.state().getMaxValue()).isBetween(900_000L, 901_000L);
        assertThat(switches.all().getTotalCount()).isEqualTo(18);
        assertThat(switches.unclean()).isEqualTo(1);
        assertThat(switches.skew()).isEqualTo(12);
        assertThat(switches.rollbackMedian()).isZero();
        List.of(30L, 10L, 20L).forEach(switches::rolledBack);
        assertThat(switches.rollbackMedian()).isEqualTo(20);
    }

    @Test
    void anAnswerCountsForAllThatWentOnWhenItWasDue() {
        Latencies latencies = new Latencies();
        latencies.answered(90, 1_000_000);
        latencies.answered(100, 2_000_000);
        latencies.answered(199, 3_000_000);
        latencies.answered(200, 4_000_000);
        latencies.during(While.DURING, 100, 200);
        latencies.during(While.FIRST, 150, 300);
        latencies.sort();
        assertThat(latencies.p99(While.BASELINE)).isZero();
        assertThat(latencies.p99(While.DURING)).isBetween(3_000.0, 3_003.0);
        assertThat(latencies.p99(While.FIRST)).isBetween(4_000.0, 4_004.0);
        // It was late: asked during that, answered after it had been sorted.
        latencies.answered(150, 9_000_000);
        latencies.sort();
        assertThat(latencies.p99(While.DURING)).isBetween(9_000.0, 9_009.0);
    }

    @Test
    void growthIsTheLineThroughAllPoints() {
        Slope slope = new Slope();
        assertThat(slope.value()).isZero();
        slope.add(4, 100);
        assertThat(slope.value()).isZero();
        slope.add(6, 104);
        slope.add(8, 108);
        assertThat(slope.value()).isEqualTo(2.0);
        slope.add(10, 100);
        assertThat(slope.value()).isBetween(0.0, 0.5);
    }

    @Test
    void aVersionTakesTurnsWithItsCopyAndTheOther() {
        Version first = new Version(0, 0);
        assertThat(first.copy()).hasToString("1.0.1");
        assertThat(first.copy().other()).hasToString("1.1.1");
        assertThat(first.copy().other().copy()).hasToString("1.1.0");
        assertThat(first.copy().other().copy().other()).isEqualTo(first);
    }

    @Test
    void aCopyIsTheSameUnderAnotherNumber(@TempDir Path dir) throws Exception {
        for (String version : List.of("1.0.0", "1.1.0")) {
            Path jar = Files.createDirectories(dir.resolve("org/etserver/arena/" + version));
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().putValue("Bundle-SymbolicName", "arena");
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out =
                    new JarOutputStream(Files.newOutputStream(jar.resolve("arena-" + version + ".jar")), manifest)) {
                out.putNextEntry(new JarEntry("code"));
                out.write(version.getBytes(UTF_8));
            }
        }
        Versions versions = Versions.make(dir, dir.resolve("copies"));
        try (JarFile copy = new JarFile(versions.file(new Version(1, 1)).toFile())) {
            assertThat(copy.getManifest().getMainAttributes().getValue("Bundle-Version"))
                    .isEqualTo("1.1.1");
            assertThat(copy.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
                    .isEqualTo("arena");
            assertThat(copy.getInputStream(copy.getEntry("code"))).hasBinaryContent("1.1.0".getBytes(UTF_8));
        }
    }

    @Test
    void figuresSayWhatIsWanted() {
        Figures figures = new Figures("hotfix");
        figures.count("lost", "lost", 0, 0);
        figures.value("p99_us", "slow", 3.04, 2.5, "at most 2.5");
        assertThat(figures.json("one"))
                .isEqualTo("{\"bench\":\"hotfix\",\"tiers\":\"one\",\"transport\":\"tcp\",\"lost\":0,\"p99_us\":3.0}");
        assertThat(figures.table().lines().toList().get(0))
                .startsWith("  lost ")
                .endsWith(" 0  wanted: at most 0");
        assertThat(figures.table().lines().toList().get(1)).endsWith(" 3.0  NOT REACHED, wanted: at most 2.5");
    }

    @Test
    void optionsAreRead() {
        HotfixOptions options = HotfixOptions.parse(
                List.of("hotfix", "--hotfixes", "4", "--at", "127.0.0.1:1", "--dir", "runs", "--robots", "8"));
        assertThat(options)
                .extracting(HotfixOptions::hotfixes, HotfixOptions::robots, HotfixOptions::gap, HotfixOptions::json)
                .containsExactly(4, 8, 10, false);
        assertThatThrownBy(() -> HotfixOptions.parse(List.of("hotfix", "--hotfixes", "1")))
                .hasMessage("--hotfixes: 1 (expected: a number from 2 to 10000)");
        assertThatThrownBy(() -> HotfixOptions.parse(List.of("hotfix", "--floor")))
                .hasMessageContaining("--floor");
    }
}
