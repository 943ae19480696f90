package et.persistence.hibernate.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads passwords. They are never logged. */
final class Passwords {

    private Passwords() {}

    /**
     * The first line of a file.
     *
     * @param key the setting that names the file
     */
    static String read(String key, String file) {
        try (var lines = Files.newBufferedReader(Path.of(file))) {
            var first = lines.readLine();
            if (first != null && !first.isBlank()) {
                return first.strip();
            }
        } catch (IOException failure) {
            throw new IllegalStateException(key + ": " + file + " cannot be read: " + failure, failure);
        }
        throw new IllegalStateException(key + ": " + file + " (expected: a password in its first line)");
    }
}
