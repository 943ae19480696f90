package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TableTest {

    @Test
    void numbersStandToTheRightAndWordsToTheLeft() {
        assertThat(print(new Table("Type", "Live", "Busy")
                        .row("player", 12_345, 0.5)
                        .row("a", 7, 0.25)))
                .isEqualTo("""
                    Type      Live  Busy
                    player  12 345  0.50
                    a            7  0.25
                    """);
    }

    @Test
    void aColumnWithAWordInItIsOfWords() {
        assertThat(print(new Table("N").row(1).row("none"))).isEqualTo("N\n1\nnone\n");
    }

    @Test
    void controlCharactersOfStrangersDoNotReachTheTerminal() {
        assertThat(print(new Table("Player").row("\u001b[2Jevil\n"))).isEqualTo("Player\n?[2Jevil?\n");
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThatThrownBy(() -> new Table("a", "b").row(1)).hasMessage("cells: 1 (expected: 2)");
    }

    private static String print(Table table) {
        var out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, StandardCharsets.UTF_8), "");
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
