package et.signature;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a jar strictly: a zip says everything twice, in front of each file and in its directory at the end, and readers
 * differ in whom they believe. Here both have to agree, with nothing before, between or behind. PKWARE APPNOTE 6.3, 4.3.
 */
final class JarBytes {

    private static final int MAX_FILES = 20_000;
    private static final long MAX_CONTENT = 256L << 20;

    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_SIZE = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    /** Behind a file of unknown size stand its checksum and sizes, in 12 bytes, or in 20, and perhaps a mark. */
    private static final Set<Long> GAPS = Set.of(0L, 12L, 16L, 20L, 24L);

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;
    private static final int SIZES_FOLLOW = 8;

    private final ByteBuffer zip;

    private JarBytes(byte[] jar) {
        zip = ByteBuffer.wrap(jar).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The files by name, in their order, without directories. */
    static Map<String, byte[]> files(byte[] jar) throws UnreadableException {
        try {
            return new JarBytes(jar).read();
        } catch (IndexOutOfBoundsException e) {
            throw new UnreadableException("it is no whole jar: something in it points outside of it");
        }
    }

    private record Entry(String name, int method, long crc, long packed, long size, long at) {

        boolean isFolder() {
            return name.endsWith("/");
        }
    }

    private Map<String, byte[]> read() throws UnreadableException {
        int end = zip.limit() - END_SIZE;
        if (end < 0 || zip.getInt(end) != END || zip.getShort(end + 20) != 0) {
            throw new UnreadableException("it is no jar, or there is something behind its end");
        }
        // Who begins at the other end, or counts, must find the same directory.
        if (unsigned(end + 16) + unsigned(end + 12) != end || zip.getShort(end + 8) != zip.getShort(end + 10)) {
            throw new UnreadableException("its end says something else of its directory than the directory itself");
        }
        List<Entry> entries = directory(end);
        names(entries);
        entries.sort(Comparator.comparingLong(Entry::at));
        Map<String, byte[]> files = new LinkedHashMap<>();
        long next = 0;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (i == 0 ? entry.at != 0 : !GAPS.contains(entry.at - next)) {
                throw new UnreadableException("there is something before " + entry.name + " that is in no directory");
            }
            int content = content(entry);
            next = content + entry.packed;
            byte[] bytes = unpack(entry, content);
            if (!entry.isFolder()) {
                files.put(entry.name, bytes);
            } else if (bytes.length > 0) {
                throw new UnreadableException("the folder " + entry.name + " has content");
            }
        }
        if (!GAPS.contains(unsigned(end + 16) - next)) {
            throw new UnreadableException("there is something behind its last file that is in no directory");
        }
        return files;
    }

    private List<Entry> directory(int end) throws UnreadableException {
        int count = Short.toUnsignedInt(zip.getShort(end + 10));
        if (count > MAX_FILES) {
            throw new UnreadableException("it has " + count + " files (expected: at most " + MAX_FILES + ")");
        }
        List<Entry> entries = new ArrayList<>();
        long total = 0;
        int at = Math.toIntExact(Math.min(unsigned(end + 16), zip.limit()));
        for (int i = 0; i < count; i++) {
            if (zip.getInt(at) != CENTRAL || (zip.getShort(at + 8) & ENCRYPTED) != 0) {
                throw new UnreadableException("its directory is damaged, or a file in it is encrypted");
            }
            int name = Short.toUnsignedInt(zip.getShort(at + 28));
            Entry entry = new Entry(
                    text(at + CENTRAL_SIZE, name),
                    zip.getShort(at + 10),
                    unsigned(at + 16),
                    unsigned(at + 20),
                    unsigned(at + 24),
                    unsigned(at + 42));
            total += entry.size;
            if (total > MAX_CONTENT) {
                throw new UnreadableException("unpacked it is larger than " + (MAX_CONTENT >> 20) + " MiB");
            }
            entries.add(entry);
            at += CENTRAL_SIZE
                    + name
                    + Short.toUnsignedInt(zip.getShort(at + 30))
                    + Short.toUnsignedInt(zip.getShort(at + 32));
        }
        if (at != end) {
            throw new UnreadableException("its directory does not end where it should");
        }
        return entries;
    }

    /** No name twice; in META-INF/, where readers do not care for case, not even in another case. */
    private static void names(List<Entry> entries) throws UnreadableException {
        Set<String> seen = new HashSet<>();
        for (Entry entry : entries) {
            String name = entry.name;
            String upper = name.toUpperCase(Locale.ROOT);
            if (!seen.add(upper.startsWith("META-INF/") ? upper : name)) {
                throw new UnreadableException("it has two files " + name);
            }
            if (name.startsWith("/")
                    || name.contains("\\")
                    || name.contains("//")
                    || name.indexOf('\0') >= 0
                    || List.of(name.split("/")).contains("..")) {
                throw new UnreadableException("it has a file with the odd name " + name);
            }
        }
    }

    /** Where the content of the entry begins, after a look at what stands in front of it. */
    private int content(Entry entry) throws UnreadableException {
        int at = Math.toIntExact(entry.at);
        int name = Short.toUnsignedInt(zip.getShort(at + 26));
        if (zip.getInt(at) != LOCAL
                || zip.getShort(at + 8) != entry.method
                || !text(at + LOCAL_SIZE, name).equals(entry.name)
                || ((zip.getShort(at + 6) & SIZES_FOLLOW) == 0 && !isOfSize(at, entry))) {
            throw new UnreadableException("its directory says something else than the file " + entry.name + " itself");
        }
        return at + LOCAL_SIZE + name + Short.toUnsignedInt(zip.getShort(at + 28));
    }

    private boolean isOfSize(int at, Entry entry) {
        return unsigned(at + 14) == entry.crc && unsigned(at + 18) == entry.packed && unsigned(at + 22) == entry.size;
    }

    private byte[] unpack(Entry entry, int at) throws UnreadableException {
        byte[] packed = new byte[Math.toIntExact(Math.min(entry.packed, zip.limit()))];
        zip.get(at, packed);
        byte[] content = entry.method == STORED ? packed : inflate(entry, packed);
        CRC32 crc = new CRC32();
        crc.update(content);
        if (content.length != entry.size || crc.getValue() != entry.crc) {
            throw new UnreadableException("the file " + entry.name + " in it is damaged");
        }
        return content;
    }

    private static byte[] inflate(Entry entry, byte[] packed) throws UnreadableException {
        if (entry.method != DEFLATED) {
            throw new UnreadableException("the file " + entry.name + " is packed in a way that jars do not know");
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            // One more than there may be shows that there is more.
            byte[] content = new byte[Math.toIntExact(entry.size) + 1];
            int length = 0;
            while (!inflater.finished()) {
                int more = inflater.inflate(content, length, content.length - length);
                if (more == 0) {
                    break;
                }
                length += more;
            }
            if (!inflater.finished() || inflater.getRemaining() > 0) {
                throw new UnreadableException("the file " + entry.name + " in it is damaged");
            }
            return Arrays.copyOf(content, length);
        } catch (DataFormatException e) {
            throw new UnreadableException("the file " + entry.name + " in it is damaged");
        } finally {
            inflater.end();
        }
    }

    private String text(int at, int length) {
        byte[] bytes = new byte[length];
        zip.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long unsigned(int at) {
        return Integer.toUnsignedLong(zip.getInt(at));
    }
}
