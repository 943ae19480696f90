package et.persistence.hibernate.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import et.persistence.BackupException;
import et.persistence.Backups.Backup;
import et.persistence.Backups.Head;
import et.persistence.Backups.Table;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a backup, for its owner alone, beside the place where it will be: it is there when it is whole and on the disk, and not before. Closed without
 * {@link #finish}, it leaves nothing.
 */
public final class BackupWriter implements AutoCloseable {

    /** The end of a file's name while it is written. */
    public static final String UNFINISHED = ".part";

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Path part;
    private final Head head;
    private final FileChannel channel;
    private final DigestOutputStream raw;
    private final Fast zip;
    private final DataOutputStream out;
    private final List<Table> tables = new ArrayList<>();
    private @Nullable Layout layout;
    private Tally tally = new Tally();
    private boolean finished;

    private BackupWriter(Path file, Head head, FileChannel channel) throws IOException {
        this.file = file;
        this.part = part(file);
        this.head = head;
        this.channel = channel;
        raw = new DigestOutputStream(
                new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), Tally.sha256());
        raw.write(Frame.MAGIC);
        raw.write(Frame.FORMAT);
        zip = new Fast(raw);
        out = new DataOutputStream(new BufferedOutputStream(zip, BUFFER));
    }

    private static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    /** Most of what is in it are sealed rows, which do not get smaller with patience. */
    private static final class Fast extends GZIPOutputStream {

        Fast(OutputStream to) throws IOException {
            super(to, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** Gives its memory back, which is not the heap's, and writes nothing. */
        void release() {
            def.end();
        }
    }

    /** Begins a file, and makes its folder if it is not there. */
    public static BackupWriter create(Path file, Head head) throws IOException {
        Files.createDirectories(file.getParent(), ownersOnly(file, "rwx------"));
        if (Files.exists(file)) {
            throw new BackupException(file + " is there already; name another file");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    part(file),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    ownersOnly(file, "rw-------"));
        } catch (FileAlreadyExistsException taken) {
            throw new BackupException(part(file) + " is there: a backup of that name is under way, or was cut off; name"
                    + " another file, or delete it");
        }
        var writer = new BackupWriter(file, head, channel);
        try {
            writer.begin();
            return writer;
        } catch (IOException failure) {
            writer.close();
            throw failure;
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path file, String rights) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    private void begin() throws IOException {
        out.writeByte(Frame.HEAD);
        text(head.version());
        text(head.database());
        out.writeInt(head.schema());
        out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, head.moment()));
        text(head.position());
    }

    private void text(String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        if (bytes.length > Frame.MOST_TEXT) {
            throw new IOException("a text of " + bytes.length + " bytes (expected: <= " + Frame.MOST_TEXT + ")");
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Begins a table, and ends the one before. */
    public void table(Layout next) throws IOException {
        endTable();
        layout = next;
        tally = new Tally();
        out.writeByte(Frame.TABLE);
        text(next.name());
        out.writeInt(next.columns().size());
        for (var column : next.columns()) {
            text(column.name());
            out.writeByte(column.kind().letter());
        }
    }

    /** Adds a row of the table that was begun last. */
    public void row(byte[] row) throws IOException {
        out.writeByte(Frame.ROW);
        out.writeInt(row.length);
        out.write(row);
        tally.add(row);
    }

    private void endTable() throws IOException {
        if (layout != null) {
            out.writeByte(Frame.TABLE_END);
            out.writeLong(tally.rows());
            out.write(tally.digest());
            tables.add(tally.table(layout.name()));
        }
    }

    /** Puts the file in its place, when all of it is on the disk. */
    public Backup finish() throws IOException {
        endTable();
        out.writeByte(Frame.END);
        out.writeInt(tables.size());
        out.writeLong(tables.stream().mapToLong(Table::rows).sum());
        out.flush();
        zip.finish();
        byte[] digest = raw.getMessageDigest().digest();
        raw.on(false);
        raw.write(digest);
        raw.flush();
        channel.force(true);
        long size = channel.size();
        channel.close();
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        finished = true;
        persistName();
        return new Backup(file, size, head, List.copyOf(tables), HexFormat.of().formatHex(digest));
    }

    /** That the file has its name is written in its folder. Not every system lets a folder be opened. */
    private void persistName() {
        try (var folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException unsupported) {
            // The file itself is on the disk.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        zip.release();
        if (!finished) {
            Files.deleteIfExists(part);
        }
    }
}
