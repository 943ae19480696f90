package et.persistence.hibernate.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query whose answer may be stale. It is not given the connection, so nothing but a query can be made of it.
 *
 * @param stale why it may be stale
 * @param sql a SELECT
 * @param values of its parameters: strings and numbers
 * @param row reads a row of the answer
 */
record Question<T>(Stale stale, String sql, List<?> values, Row<T> row) {

    /** Reads a row. */
    @FunctionalInterface
    interface Row<T> {

        T read(ResultSet result) throws SQLException;
    }

    List<T> ask(Connection connection, Statements statements) throws SQLException {
        try (var select = statements.prepare(connection, sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            var rows = new ArrayList<T>();
            try (var result = select.executeQuery()) {
                while (result.next()) {
                    rows.add(row.read(result));
                }
            }
            return List.copyOf(rows);
        }
    }
}
