package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestRulesTest {

    @TempDir
    Path directory;

    @Test
    void aSoundBundleHasNoReasonAgainstIt() {
        assertThat(
                        reasons(
                                Jars.bundle("game", "1.0.0")
                                        .header(
                                                "Import-Package",
                                                "et.api;version=\"[0.1,0.2)\",com.google.protobuf;version=\"[4,5)\",org.slf4j,java.util,javax.crypto")))
                .isEmpty();
    }

    @Test
    void namesAreRequired() {
        assertThat(reasons(new Jars().file("a", "")))
                .hasSize(2)
                .anyMatch(r -> r.contains("Bundle-SymbolicName"))
                .anyMatch(r -> r.contains("Bundle-Version"));
        assertThat(reasons(Jars.bundle("game", "one")))
                .singleElement()
                .asString()
                .startsWith("Bundle-Version: one");
    }

    @Test
    void aPolicyIsOneOfFour() {
        for (String policy : List.of("now", "idle", "end", "new")) {
            assertThat(reasons(Jars.bundle("game", "1.0.0").header("Et-Policy", policy)))
                    .isEmpty();
        }
        assertThat(reasons(Jars.bundle("game", "1.0.0").header("Et-Policy", "later")))
                .containsExactly("Et-Policy: later (expected: now, idle, end or new)");
    }

    @Test
    void exportsAreRefusedByName() {
        assertThat(reasons(Jars.bundle("game", "1.0.0").header("Export-Package", "a.b;version=1;uses:=\"x,y\",c")))
                .singleElement()
                .asString()
                .startsWith("it exports a.b, c:");
    }

    @Test
    void foreignImportsAreRefusedByName() {
        assertThat(reasons(Jars.bundle("game", "1.0.0")
                        .header("Import-Package", "et.api,et.apiary,et.actor;version=\"[1,2)\",io.netty.buffer")))
                .singleElement()
                .asString()
                .startsWith("it imports et.apiary, et.actor, io.netty.buffer:");
    }

    @Test
    void tiesToOtherBundlesAreRefused() {
        for (String header : List.of("Require-Bundle", "Fragment-Host", "DynamicImport-Package")) {
            assertThat(reasons(Jars.bundle("game", "1.0.0").header(header, "x")))
                    .singleElement()
                    .asString()
                    .contains(header);
        }
    }

    @Test
    void ownCopiesOfWhatIsSharedAreRefused() {
        assertThat(reasons(Jars.bundle("game", "1.0.0")
                        .file("et/api/ActorLogic.class", "")
                        .file("com/google/protobuf/Message.class", "")))
                .hasSize(2)
                .anyMatch(r -> r.contains("et.api"))
                .anyMatch(r -> r.contains("com.google.protobuf"));
    }

    private List<String> reasons(Jars jar) {
        return ManifestRules.reasons(ArtifactReader.read(jar.write(directory).toString()));
    }
}
