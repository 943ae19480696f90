package et.persistence.hibernate.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.BackupException;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Head;
import et.persistence.hibernate.internal.backup.Layout.Column;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of a backup is what was written, or it is refused. */
class BackupFileTest {

    private static final Head HEAD =
            new Head("1.2.3", "H2 2.3.232", 6, Instant.parse("2026-11-23T20:45:01.123456Z"), "0-1-42");

    private static final Layout FIRST = new Layout(
            "a",
            List.of(
                    new Column("b", Kind.BYTES),
                    new Column("m", Kind.MOMENT),
                    new Column("n", Kind.WHOLE),
                    new Column("r", Kind.REAL),
                    new Column("t", Kind.TEXT)));

    private static final Layout SECOND = new Layout("b", List.of(new Column("t", Kind.TEXT)));

    @TempDir
    Path folder;

    private Backup write(Path file, List<Object[]> rows) throws IOException {
        var bytes = new RowBytes(FIRST);
        try (var writer = BackupWriter.create(file, HEAD)) {
            writer.table(FIRST);
            for (var row : rows) {
                writer.row(bytes.of(row));
            }
            writer.table(SECOND);
            return writer.finish();
        }
    }

    private static List<Object[]> some() {
        return List.of(
                new Object[] {new byte[] {0, -1, 7}, HEAD.moment(), Long.MIN_VALUE, Math.PI, "ä€😀\0"},
                new Object[] {new byte[0], Instant.parse("1931-01-01T00:00:00Z"), -1L, -0.0, ""},
                new Object[] {null, null, null, null, null});
    }

    private static final class Kept implements BackupReader.Sink {

        private final List<Layout> tables = new ArrayList<>();
        private final List<Object[]> rows = new ArrayList<>();

        @Override
        public void table(Layout layout) {
            tables.add(layout);
        }

        @Override
        public void row(Object[] values) {
            rows.add(values);
        }
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        var file = folder.resolve("deep/in/x.backup");
        var written = write(file, some());
        var kept = new Kept();
        assertThat(BackupReader.read(file, kept)).isEqualTo(written);
        assertThat(kept.tables).containsExactly(FIRST, SECOND);
        assertThat(kept.rows).usingRecursiveComparison().isEqualTo(some());
        assertThat(BackupReader.head(file)).isEqualTo(HEAD);
        assertThat(written.size()).isEqualTo(Files.size(file));
        assertThat(written.rows()).isEqualTo(3);
        assertThat(folder.resolve("deep/in"))
                .isDirectoryContaining("glob:**/x.backup")
                .isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void isItsOwnersAlone() throws IOException {
        var file = folder.resolve("new/x.backup");
        write(file, some());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void takesNoOthersPlaceAndLeavesNothingHalf() throws IOException {
        var file = folder.resolve("x.backup");
        write(file, some());
        assertThatThrownBy(() -> write(file, some()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is there already");
        var other = folder.resolve("y.backup");
        try (var writer = BackupWriter.create(other, HEAD)) {
            writer.table(FIRST);
            assertThat(folder.resolve("y.backup.part")).exists();
            assertThatThrownBy(() -> BackupWriter.create(other, HEAD))
                    .hasMessageContaining("is under way, or was cut off");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**/y.*");
    }

    @Test
    void theDigestOfATableIsThatOfItsRowsInAnyOrder() throws IOException {
        long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        System.out.println("rows in another order: seed " + seed);
        var shuffled = new ArrayList<>(some());
        java.util.Collections.shuffle(shuffled, new Random(seed));
        var one = write(folder.resolve("one"), some());
        assertThat(write(folder.resolve("other"), shuffled).tables()).isEqualTo(one.tables());
        var less = new ArrayList<>(some());
        less.set(1, new Object[] {new byte[0], Instant.parse("1931-01-01T00:00:00Z"), -1L, 0.0, ""});
        var changed = write(folder.resolve("changed"), less).tables().get(0);
        assertThat(changed.rows()).isEqualTo(3);
        assertThat(changed.digest()).isNotEqualTo(one.tables().get(0).digest());
        // A row twice in the place of another one twice: what a sum without a carry would not see.
        var twice = List.of(some().get(0), some().get(0));
        var others = List.of(some().get(1), some().get(1));
        assertThat(write(folder.resolve("twice"), twice).tables().get(0).digest())
                .isNotEqualTo(
                        write(folder.resolve("others"), others).tables().get(0).digest());
    }

    @Test
    void isRefusedWhenItIsCutAnywhere() throws IOException {
        var file = folder.resolve("x");
        write(file, some());
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            var cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> BackupReader.read(cut, BackupReader.Sink.NOBODY))
                    .as("cut after %d of %d bytes", length, whole.length)
                    .isInstanceOf(BackupException.class);
        }
        var longer = Files.write(folder.resolve("longer"), Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> BackupReader.read(longer, BackupReader.Sink.NOBODY))
                .isInstanceOf(BackupException.class);
    }

    @Test
    void isRefusedWhenAnyBitIsAnother() throws IOException {
        var file = folder.resolve("x");
        write(file, some());
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            var flipped = Files.write(folder.resolve("flipped"), changed);
            assertThatThrownBy(() -> BackupReader.read(flipped, BackupReader.Sink.NOBODY))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isInstanceOf(BackupException.class);
        }
    }

    @Test
    void saysWhatIsNoBackup() throws IOException {
        var no = Files.writeString(folder.resolve("no"), "x".repeat(100));
        assertThatThrownBy(() -> BackupReader.head(no)).hasMessage(no + " is no backup of et");
        assertThatThrownBy(() -> BackupReader.head(folder.resolve("nowhere")))
                .hasMessageEndingWith("nowhere is not there");
        var newer = Files.write(folder.resolve("newer"), Arrays.copyOf("ETBACKUP\u0002".getBytes(UTF_8), 60));
        assertThatThrownBy(() -> BackupReader.head(newer)).hasMessageContaining("of a newer version of et (format 2");
    }

    /** Its digests are right: somebody has made it so. */
    private Path hostile(Frames frames) throws Exception {
        var body = new ByteArrayOutputStream();
        body.write("ETBACKUP\u0001".getBytes(UTF_8));
        try (var out = new DataOutputStream(new GZIPOutputStream(body))) {
            frames.write(out);
        }
        body.write(MessageDigest.getInstance("SHA-256").digest(body.toByteArray()));
        return Files.write(folder.resolve("hostile"), body.toByteArray());
    }

    private interface Frames {
        void write(DataOutputStream out) throws IOException;
    }

    private static void head(DataOutputStream out) throws IOException {
        out.write(new byte[] {'H', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    private static void table(DataOutputStream out) throws IOException {
        head(out);
        out.write(new byte[] {'T', 0, 0, 0, 1, 'b', 0, 0, 0, 1, 0, 0, 0, 1, 't', 't'});
    }

    @Test
    void promisesOfLengthsTakeNoMemory() throws Exception {
        assertRefused(out -> out.write(new byte[] {'H', 127, -1, -1, -1}), "a length of 2147483647");
        assertRefused(out -> out.write(new byte[] {'H', -1, -1, -1, -1}), "a length of -1");
        assertRefused(
                out -> {
                    head(out);
                    out.write(new byte[] {'T', 0, 0, 0, 0, 127, -1, -1, -1});
                },
                "a table has 2147483647 columns");
        assertRefused(
                out -> {
                    table(out);
                    out.write(new byte[] {'R', 127, -1, -1, -1});
                },
                "a length of 2147483647");
        assertRefused(
                out -> {
                    table(out);
                    // A row of the largest length, and one byte of it.
                    out.write('R');
                    out.writeInt(RowBytes.MOST);
                    out.write(0);
                },
                "cut off");
        assertRefused(
                out -> {
                    table(out);
                    out.write(new byte[] {'R', 0, 0, 0, 5, 1, 127, -1, -1, -1});
                },
                "a value has a length of 2147483647");
        assertRefused(
                out -> {
                    table(out);
                    out.write(new byte[] {'R', 0, 0, 0, 1, 2});
                },
                "a row makes no sense");
        assertRefused(
                out -> {
                    table(out);
                    out.write(new byte[] {'R', 0, 0, 0, 2, 0, 0});
                },
                "a row has 1 bytes too many");
    }

    private void assertRefused(Frames frames, String sentence) throws Exception {
        var file = hostile(frames);
        var allocations = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = allocations.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> BackupReader.read(file, BackupReader.Sink.NOBODY))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining(sentence);
        assertThat(allocations.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void aWholeFileOfNoTablesIsOne() throws Exception {
        var file = hostile(out -> {
            head(out);
            out.write(new byte[] {'Z', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        });
        assertThatCode(() -> BackupReader.read(file, BackupReader.Sink.NOBODY)).doesNotThrowAnyException();
    }
}
