package et.persistence.hibernate.internal.backup;

import org.jspecify.annotations.Nullable;

/** What a column holds, whatever its type is called in a database. */
public enum Kind {
    /** Whole numbers and truth, as a Long. */
    WHOLE('n'),
    /** Floating point, as a Double. */
    REAL('r'),
    /** Text, as a String. */
    TEXT('t'),
    /** Bytes, as a {@code byte[]}. */
    BYTES('b'),
    /** A moment, as an Instant, to the microsecond. */
    MOMENT('m');

    private final int letter;

    Kind(int letter) {
        this.letter = letter;
    }

    /** What it is called in a file. */
    int letter() {
        return letter;
    }

    /** By its letter; null when there is no such. */
    static @Nullable Kind lettered(int letter) {
        for (var kind : values()) {
            if (kind.letter == letter) {
                return kind;
            }
        }
        return null;
    }
}
