package et.persistence.hibernate.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys that rows are sealed with, by their numbers, and which of them is used from now on. A text of lines: {@code 1 = } and 64 hex digits for a
 * key, {@code current = 1}; {@code #} begins a remark. No message of this class has a key in it.
 */
final class KeyRing {

    /** No key: rows are stored as they are. */
    static final KeyRing NONE = new KeyRing("", 0, Map.of());

    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final String place;
    private final int current;
    private final Map<Integer, RowCipher> keys;

    private KeyRing(String place, int current, Map<Integer, RowCipher> keys) {
        this.place = place;
        this.current = current;
        this.keys = keys;
    }

    /** The ring in a file, which only its owner may read. */
    static KeyRing read(Path file) {
        try {
            // A file system of Windows has no such view, and its rights are those of the folder.
            if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null) {
                var permissions = Files.getPosixFilePermissions(file);
                if (!OWNER.containsAll(permissions)) {
                    throw new IllegalStateException(
                            "keys: " + file + " is " + PosixFilePermissions.toString(permissions)
                                    + ", so others can read it (expected: rw-------; chmod 600 " + file + ")");
                }
            }
            return parse(Files.readString(file), file.toString());
        } catch (IOException failure) {
            throw new IllegalStateException("keys: " + file + " cannot be read: " + failure, failure);
        }
    }

    /** The ring in a text, whose lines a semicolon may end as well. */
    static KeyRing parse(String text, String place) {
        var keys = new TreeMap<Integer, RowCipher>();
        Integer current = null;
        int number = 0;
        for (var line : text.split("\r?\n|;", -1)) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            var name = equals < 0 ? "" : line.substring(0, equals).strip();
            var value = line.substring(equals + 1).strip();
            var where = place + ", line " + number;
            if (name.equals("current") && current == null) {
                current = number(value, where);
            } else if (equals < 0
                    || name.equals("current")
                    || keys.put(number(name, where), key(name, value, where)) != null) {
                throw new IllegalStateException(
                        where + " (expected: a number, = and 64 hex digits; or current = and a number; each once)");
            }
        }
        if (current == null || !keys.containsKey(current)) {
            throw new IllegalStateException(place + " has the keys " + keys.keySet()
                    + " (expected: one of them in a line of its own, as in current = 1)");
        }
        return new KeyRing(place, current, Map.copyOf(keys));
    }

    private static int number(String text, String where) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalStateException(where + ": the number of a key (expected: 1 to 999999999)");
        }
        return Integer.parseInt(text);
    }

    private static RowCipher key(String name, String hex, String where) {
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalStateException(
                    where + ": key " + name + " has " + hex.length() + " characters (expected: 64 hex digits)");
        }
        return new RowCipher(Integer.parseInt(name), HexFormat.of().parseHex(hex));
    }

    /** The number of the key that is used from now on; 0 when there is none. */
    int current() {
        return current;
    }

    Set<Integer> numbers() {
        return keys.keySet();
    }

    @Nullable RowCipher key(int number) {
        return keys.get(number);
    }

    /** What to say of a key that is not there. */
    String lacks(int number) {
        return "key " + number + ", and "
                + (keys.isEmpty()
                        ? "there is no key ring here"
                        : place + " has the keys " + new TreeSet<>(keys.keySet()));
    }
}
