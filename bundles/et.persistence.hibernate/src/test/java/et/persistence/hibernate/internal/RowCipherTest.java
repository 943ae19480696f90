package et.persistence.hibernate.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.ActorRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A seal holds a row together: whatever is changed, swapped or put back, it does not open. */
class RowCipherTest {

    private static final byte[] KEY = HexFormat.of().parseHex(KeyRingTest.ONE);

    private final RowCipher cipher = new RowCipher(1, KEY);
    private final ActorRow row = row("player", "42", 3, 7, 9, "gold = 5", "answers", 1234, "arena/1.0.0");

    @Test
    void opensToWhatWasSealedWhateverItsLength() {
        for (int state : new int[] {0, 1, 15, 16, 17, 1000, 4096}) {
            for (int book : new int[] {0, 1, 16, 33}) {
                var plain = row("player", "42", 3, 7, 9, "s".repeat(state), "b".repeat(book), 5, "c");
                var sealed = cipher.seal(plain);
                assertThat(sealed.state()).hasSize(state + RowCipher.BEFORE_STATE);
                assertThat(sealed.book()).hasSize(book + RowCipher.BEHIND_BOOK);
                assertThat(cipher.open(sealed)).usingRecursiveComparison().isEqualTo(plain);
            }
        }
    }

    @Test
    void showsNothingOfWhatIsSealedAndIsNeverTheSame() {
        var texts = new HashSet<String>();
        for (int i = 0; i < 100; i++) {
            var sealed = cipher.seal(row);
            var text = new String(sealed.state(), StandardCharsets.ISO_8859_1)
                    + new String(sealed.book(), StandardCharsets.ISO_8859_1);
            assertThat(text).doesNotContain("gold").doesNotContain("answers");
            assertThat(texts.add(text)).isTrue();
        }
    }

    @Test
    void findsEachBitThatWasChanged() {
        var sealed = cipher.seal(row);
        for (int bit = 0; bit < sealed.state().length * 8; bit++) {
            assertThat(cipher.open(sealed.with(flipped(sealed.state(), bit), sealed.book())))
                    .as("bit %s of the state", bit)
                    .isNull();
        }
        for (int bit = 0; bit < sealed.book().length * 8; bit++) {
            assertThat(cipher.open(sealed.with(sealed.state(), flipped(sealed.book(), bit))))
                    .as("bit %s of the book", bit)
                    .isNull();
        }
    }

    @Test
    void findsEachColumnThatIsNotTheOneThatWasSealed() {
        var sealed = cipher.seal(row);
        var s = new String(sealed.state(), StandardCharsets.ISO_8859_1);
        var b = new String(sealed.book(), StandardCharsets.ISO_8859_1);
        var others = List.of(
                row("playes", "42", 3, 7, 9, s, b, 1234, "arena/1.0.0"),
                row("player", "43", 3, 7, 9, s, b, 1234, "arena/1.0.0"),
                row("playe", "r42", 3, 7, 9, s, b, 1234, "arena/1.0.0"),
                row("player", "42", 4, 7, 9, s, b, 1234, "arena/1.0.0"),
                row("player", "42", 3, 8, 9, s, b, 1234, "arena/1.0.0"),
                row("player", "42", 3, 7, 8, s, b, 1234, "arena/1.0.0"),
                row("player", "42", 3, 7, 9, s, b, 1235, "arena/1.0.0"),
                row("player", "42", 3, 7, 9, s, b, 1234, "arena/1.1.0"));
        assertThat(others).allSatisfy(other -> assertThat(cipher.open(other)).isNull());
        assertThat(cipher.open(row("player", "42", 3, 7, 9, s, b, 1234, "arena/1.0.0")))
                .isNotNull();
    }

    @Test
    void findsBytesThatMovedBetweenStateAndBook() {
        var sealed = cipher.seal(row);
        var state = Arrays.copyOf(sealed.state(), sealed.state().length + 1);
        state[sealed.state().length] = sealed.book()[0];
        var book = Arrays.copyOfRange(sealed.book(), 1, sealed.book().length);
        assertThat(cipher.open(sealed.with(state, book))).isNull();
    }

    @Test
    void findsTheBookOfAnotherWriteOfTheSameRevision() {
        var first = cipher.seal(row);
        var second = cipher.seal(row);
        assertThat(cipher.open(first.with(first.state(), second.book()))).isNull();
    }

    @Test
    void opensWithItsOwnKeyAndNumberOnly() {
        var sealed = cipher.seal(row);
        assertThat(new RowCipher(2, KEY).open(sealed)).isNull();
        assertThat(new RowCipher(1, HexFormat.of().parseHex(KeyRingTest.TWO)).open(sealed))
                .isNull();
        assertThat(new RowCipher(1, KEY).open(sealed)).isNotNull();
    }

    @Test
    void takesAnyGarbageForDamage() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var all = new ArrayList<ActorRow>();
        for (int i = 0; i < 200; i++) {
            var state = new byte[random.nextInt(60)];
            var book = new byte[random.nextInt(40)];
            random.nextBytes(state);
            random.nextBytes(book);
            all.add(row.with(state, book));
        }
        assertThat(all)
                .as("seed %s", seed)
                .allSatisfy(one -> assertThat(cipher.open(one)).isNull());
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var other = bytes.clone();
        other[bit / 8] ^= (byte) (1 << bit % 8);
        return other;
    }

    private static ActorRow row(
            String type,
            String id,
            int schema,
            long revision,
            long epoch,
            String state,
            String book,
            long wakeAt,
            String code) {
        return new ActorRow(
                type,
                id,
                1,
                schema,
                revision,
                epoch,
                state.getBytes(StandardCharsets.ISO_8859_1),
                book.getBytes(StandardCharsets.ISO_8859_1),
                wakeAt,
                code);
    }
}
