package et.persistence.hibernate.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import et.persistence.BackupException;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Head;
import et.persistence.Backups.Table;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a backup from its beginning to its end. A file may come from anybody: it says what it is, and is not believed. */
public final class BackupReader {

    private static final int BUFFER = 1 << 16;

    /** Takes what is in a backup, in its order. That it is whole is known only at its end. */
    public interface Sink {

        /** Takes nothing. */
        Sink NOBODY = new Sink() {};

        /** A table begins; its rows follow. */
        default void table(Layout layout) {}

        /** A row of it. */
        default void row(@Nullable Object[] values) {}
    }

    private final DataInputStream in;

    private BackupReader(DataInputStream in) {
        this.in = in;
    }

    /**
     * Reads what a backup was made of, and nothing behind it.
     *
     * @throws BackupException there is no such file, or its beginning is not that of a backup
     */
    public static Head head(Path file) {
        return open(file, (reader, raw) -> reader.head());
    }

    /**
     * Reads all.
     *
     * @throws BackupException there is no such file, or it is not what was written. What the sink throws goes through
     */
    public static Backup read(Path file, Sink sink) {
        return open(file, (reader, raw) -> reader.all(file, raw, sink));
    }

    private interface Reading<T> {
        T read(BackupReader reader, Body body) throws IOException;
    }

    private static <T> T open(Path file, Reading<T> reading) {
        try (var stored = Files.newInputStream(file)) {
            var body = new Body(new BufferedInputStream(stored, BUFFER), Files.size(file) - Tally.DIGEST);
            if (!Arrays.equals(body.readNBytes(Frame.MAGIC.length), Frame.MAGIC)) {
                throw new BackupException(file + " is no backup of et");
            }
            int format = body.read();
            if (format > Frame.FORMAT) {
                throw new BackupException(file + " is of a newer version of et (format " + format + ", expected: "
                        + Frame.FORMAT + "); use that version");
            }
            try (var zip = new GZIPInputStream(body, BUFFER)) {
                return reading.read(new BackupReader(new DataInputStream(new BufferedInputStream(zip, BUFFER))), body);
            }
        } catch (NoSuchFileException missing) {
            throw new BackupException(file + " is not there");
        } catch (EOFException cut) {
            throw new BackupException(file + " is cut off, and cannot be used");
        } catch (IOException | DateTimeException | ArithmeticException wrong) {
            throw new BackupException(
                    file + " is damaged, or cannot be read, and cannot be used: " + wrong.getMessage(), wrong);
        }
    }

    private Backup all(Path file, Body body, Sink sink) throws IOException {
        var head = head();
        var tables = new ArrayList<Table>();
        int next = in.readUnsignedByte();
        while (next == Frame.TABLE) {
            tables.add(table(sink));
            next = in.readUnsignedByte();
        }
        expect(next, Frame.END);
        var backup = new Backup(file, Files.size(file), head, List.copyOf(tables), "");
        if (in.readInt() != tables.size() || in.readLong() != backup.rows()) {
            throw new IOException("it has not all of its tables");
        }
        if (in.read() != -1) {
            throw new IOException("there is something behind its end");
        }
        return new Backup(file, backup.size(), head, backup.tables(), body.digest());
    }

    private Head head() throws IOException {
        expect(in.readUnsignedByte(), Frame.HEAD);
        return new Head(text(), text(), in.readInt(), Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS), text());
    }

    private Table table(Sink sink) throws IOException {
        var layout = layout();
        var rows = new RowBytes(layout);
        var tally = new Tally();
        sink.table(layout);
        int next = in.readUnsignedByte();
        while (next == Frame.ROW) {
            byte[] row = bytes(RowBytes.MOST);
            tally.add(row);
            sink.row(rows.values(row));
            next = in.readUnsignedByte();
        }
        expect(next, Frame.TABLE_END);
        if (in.readLong() != tally.rows() || !Arrays.equals(in.readNBytes(Tally.DIGEST), tally.digest())) {
            throw new IOException("the rows of " + layout.name() + " are not those that were written");
        }
        return tally.table(layout.name());
    }

    private Layout layout() throws IOException {
        var name = text();
        int count = in.readInt();
        if (count < 1 || count > Frame.MOST_COLUMNS) {
            throw new IOException("a table has " + count + " columns (expected: 1 to " + Frame.MOST_COLUMNS + ")");
        }
        var columns = new ArrayList<Layout.Column>();
        for (int i = 0; i < count; i++) {
            var column = text();
            int letter = in.readUnsignedByte();
            var kind = Kind.lettered(letter);
            if (kind == null) {
                throw new IOException("a column has the kind " + letter);
            }
            columns.add(new Layout.Column(column, kind));
        }
        return new Layout(name, columns);
    }

    private String text() throws IOException {
        return new String(bytes(Frame.MOST_TEXT), UTF_8);
    }

    private byte[] bytes(int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("a length of " + length + " (expected: 0 to " + most + ")");
        }
        // It takes memory as bytes come, not as they are promised.
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static void expect(int found, int expected) throws IOException {
        if (found != expected) {
            throw new IOException("there is a " + found + " where it has a " + expected);
        }
    }

    /** The file but for its digest, which is compared at the end. */
    private static final class Body extends InputStream {

        private final InputStream in;
        private final MessageDigest sha = Tally.sha256();
        private long left;

        Body(InputStream in, long length) {
            this.in = in;
            left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = left <= 0 ? -1 : in.read(bytes, offset, (int) Math.min(length, left));
            if (count > 0) {
                left -= count;
                sha.update(bytes, offset, count);
            }
            return count;
        }

        /** Whether there is another gzip behind the first one is found out by this. */
        @Override
        public int available() {
            return (int) Math.min(Math.max(left, 0), Integer.MAX_VALUE);
        }

        String digest() throws IOException {
            if (left > 0) {
                throw new IOException("there is something behind its end");
            }
            byte[] digest = sha.digest();
            if (!Arrays.equals(digest, in.readNBytes(Tally.DIGEST))) {
                throw new IOException("its digest is not the one at its end");
            }
            return HexFormat.of().formatHex(digest);
        }
    }
}
