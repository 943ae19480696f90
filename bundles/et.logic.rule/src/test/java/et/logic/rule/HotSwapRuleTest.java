package et.logic.rule;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.osgi.Builder;
import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

class HotSwapRuleTest {

    @Test
    void passesWhatUsesOnlyWhatIsGiven() throws Exception {
        assertThat(errors("Private-Package", "et.logic.rule.sound")).isEmpty();
    }

    @Test
    void refusesAnExport() throws Exception {
        assertThat(errors("Export-Package", "et.logic.rule.sound"))
                .singleElement()
                .asString()
                .contains("game: exports [et.logic.rule.sound] (expected: no exports)", "take @Export off");
    }

    @Test
    void refusesAnImportOfAnythingElse() throws Exception {
        assertThat(errors("Private-Package", "et.logic.rule.curious"))
                .singleElement()
                .asString()
                .contains(
                        "game: imports [org.osgi.framework] (expected: only [et.api, com.google.protobuf, org.slf4j]");
    }

    @Test
    void refusesACopyOfTheApi() throws Exception {
        assertThat(errors("Private-Package", "et.logic.rule.sound,et.api"))
                .singleElement()
                .asString()
                .contains("game: carries [et.api] inside (expected: imported)", "'provided'");
    }

    @Test
    void refusesBackDoors() throws Exception {
        assertThat(errors("Private-Package", "et.logic.rule.sound", "DynamicImport-Package", "*"))
                .singleElement()
                .asString()
                .contains("game: has the header DynamicImport-Package: * (expected: none)");
    }

    private static List<String> errors(String... headers) throws Exception {
        try (Builder bundle = new Builder()) {
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                if (!entry.isEmpty()) {
                    bundle.addClasspath(new File(entry));
                }
            }
            bundle.setBundleSymbolicName("game");
            bundle.setProperty("-plugin.rule", HotSwapRule.class.getName());
            // As the parent of all bundles has it.
            bundle.setProperty("-noimportjava", "true");
            bundle.setProperty("Import-Package", "!org.jspecify.annotations,*");
            for (int i = 0; i < headers.length; i += 2) {
                bundle.setProperty(headers[i], headers[i + 1]);
            }
            bundle.build();
            return List.copyOf(bundle.getErrors());
        }
    }
}
