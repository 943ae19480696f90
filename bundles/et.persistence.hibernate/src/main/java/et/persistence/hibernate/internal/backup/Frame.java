package et.persistence.hibernate.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What stands between the rows of a file. */
final class Frame {

    static final byte[] MAGIC = "ETBACKUP".getBytes(UTF_8);

    /** Grows when a file is not what it was before; a reader knows all up to its own. */
    static final int FORMAT = 1;

    static final int HEAD = 'H';
    static final int TABLE = 'T';
    static final int ROW = 'R';
    static final int TABLE_END = 'E';
    static final int END = 'Z';

    /** Bytes of a name or another text, not of a row; a GTID position may have many parts. */
    static final int MOST_TEXT = 1 << 16;

    static final int MOST_COLUMNS = 4096;

    private Frame() {}
}
