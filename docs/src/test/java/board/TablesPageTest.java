package board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/tables.md shows what is there. */
class TablesPageTest {

    private static final Path HOUSE = Path.of("..");
    private static final Pattern FILE = Pattern.compile("\\*\\*`([^`]+)`\\*\\*\n\n```\\w+\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void filesAreShownAsTheyAre() throws IOException {
        List<String> shown = new ArrayList<>();
        Matcher file = FILE.matcher(Files.readString(HOUSE.resolve("docs/tables.md")));
        while (file.find()) {
            shown.add(Path.of(file.group(1)).getFileName().toString());
            assertThat(file.group(2)).as(file.group(1)).isEqualTo(Files.readString(HOUSE.resolve(file.group(1))));
        }
        assertThat(shown).containsExactly("Score.java", "BoardLogic.java", "BoardEnvTest.java");
    }
}
