package et.persistence.hibernate.internal;

import et.persistence.BackupException;
import et.persistence.hibernate.internal.backup.BackupReader;
import et.persistence.hibernate.internal.backup.Layout;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the rows of a backup into empty tables, many with each statement, and commits each time. */
final class Filling implements BackupReader.Sink, AutoCloseable {

    private static final int MOST_ROWS = 1000;

    /** Of texts and bytes, so that a statement stays below what servers take: {@code max_allowed_packet} is at least twice of it. */
    private static final long MOST_BYTES = 4 << 20;

    /** The database failed, in the middle of reading a file. */
    static final class FailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final SQLException failure;

        FailedException(SQLException failure) {
            super(failure);
            this.failure = failure;
        }

        SQLException failure() {
            return failure;
        }
    }

    private final Connection connection;
    private final Map<String, StoredTable> tables;
    private List<Cell> cells = List.of();
    private @Nullable PreparedStatement insert;
    private int rows;
    private long bytes;

    /** @param connection in a transaction, or before one */
    Filling(Connection connection, List<StoredTable> tables) {
        this.connection = connection;
        this.tables =
                tables.stream().collect(Collectors.toMap(table -> table.layout().name(), Function.identity()));
    }

    @Override
    public void table(Layout next) {
        var table = tables.get(next.name());
        if (table == null) {
            throw new BackupException("has no table " + next.name() + ", which the backup has");
        }
        if (!table.layout().equals(next)) {
            throw new BackupException("has a table " + next.name() + " of the columns "
                    + table.layout().columns() + " (expected: " + next.columns() + ", as in the backup)");
        }
        try {
            close();
            insert = connection.prepareStatement(table.insert());
            cells = table.cells();
        } catch (SQLException failure) {
            throw new FailedException(failure);
        }
    }

    @Override
    public void row(@Nullable Object[] values) {
        if (insert == null) {
            throw new IllegalStateException("a row before its table");
        }
        try {
            for (int i = 0; i < values.length; i++) {
                cells.get(i).set(insert, i + 1, values[i]);
                bytes += length(values[i]);
            }
            insert.addBatch();
            if (++rows >= MOST_ROWS || bytes >= MOST_BYTES) {
                flush(insert);
            }
        } catch (SQLException failure) {
            throw new FailedException(failure);
        }
    }

    private static long length(@Nullable Object value) {
        return value instanceof byte[] some ? some.length : value instanceof String text ? text.length() : Long.BYTES;
    }

    private void flush(PreparedStatement full) throws SQLException {
        if (rows > 0) {
            full.executeBatch();
            connection.commit();
        }
        rows = 0;
        bytes = 0;
    }

    /** Writes what is left. */
    @Override
    public void close() throws SQLException {
        if (insert != null) {
            try (var full = insert) {
                flush(full);
            }
            insert = null;
        }
    }
}
