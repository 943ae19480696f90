package et.persistence.hibernate.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A connection past all pools, by which a server is asked again and again how it is. */
final class Probe implements AutoCloseable {

    /** A server that has not said by then how it is, in milliseconds, stands still. */
    private static final int PATIENCE = 1000;

    private final DataSource source;
    private @Nullable Connection open;

    Probe(DataSource source) {
        this.source = source;
    }

    synchronized <T> T ask(Database.RowWork<T> question) throws SQLException {
        try {
            return question.apply(connection());
        } catch (SQLException failure) {
            close();
            throw failure;
        }
    }

    private Connection connection() throws SQLException {
        var connection = open;
        if (connection == null) {
            connection = source.getConnection();
            open = connection;
            connection.setNetworkTimeout(Runnable::run, PATIENCE);
        }
        return connection;
    }

    @Override
    public synchronized void close() {
        if (open == null) {
            return;
        }
        try {
            // It does not say goodbye to a server that may stand still.
            open.abort(Runnable::run);
        } catch (SQLException gone) {
            // As was wanted.
        }
        open = null;
    }
}
