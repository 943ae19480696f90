package et.persistence.hibernate.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Prepares statements that end in time, and cuts lists to sizes that a statement takes. */
final class Statements {

    /** Values in one list of a statement. */
    private static final int CHUNK = 256;

    private final int timeoutSeconds;

    Statements(int timeoutSeconds) {
        this.timeoutSeconds = timeoutSeconds;
    }

    PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(timeoutSeconds);
        return statement;
    }

    /**
     * The values in pieces whose size is a power of two, the last one filled up with its last value: so a database sees only
     * a few different statements.
     */
    static <T> List<List<T>> chunks(List<T> values) {
        var chunks = new ArrayList<List<T>>();
        for (int from = 0; from < values.size(); from += CHUNK) {
            var chunk = new ArrayList<>(values.subList(from, Math.min(values.size(), from + CHUNK)));
            int size = Integer.highestOneBit(Math.max(1, chunk.size() * 2 - 1));
            chunk.addAll(Collections.nCopies(size - chunk.size(), chunk.get(chunk.size() - 1)));
            chunks.add(chunk);
        }
        return chunks;
    }

    /** {@code (?, ?, ?)} for a number of values. */
    static String places(int count) {
        return list(Collections.nCopies(count, "?"));
    }

    static String list(List<String> items) {
        return "(" + String.join(", ", items) + ")";
    }
}
