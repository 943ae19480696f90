package et.persistence.hibernate.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A file of this process alone, of which H2 may lose sight. A database that it has to close (the disk is full) takes itself out of H2's list by its name, with
 * each of its sessions that notices; by then the file may be open again, and it is the new database that is taken out. From then on whoever wants a
 * connection is told that another process has the file, until this one ends. So the forgotten database is closed, and the file is opened once more.
 */
final class H2File implements DataSource {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(H2File.class);

    private final JdbcDataSource source;

    /** Where the newest connection leads. */
    private @Nullable Database newest;

    H2File(JdbcDataSource source) {
        this.source = source;
    }

    @Override
    public synchronized Connection getConnection() throws SQLException {
        try {
            return open();
        } catch (SQLException failure) {
            var forgotten = newest;
            if (failure.getErrorCode() != ErrorCode.DATABASE_ALREADY_OPEN_1 || forgotten == null) {
                throw failure;
            }
            newest = null;
            log.info("H2 has lost sight of the open database; it is closed and opened again");
            // What is committed is in the file; what is under way hears that its connection is broken.
            forgotten.shutdownImmediately();
            return open();
        }
    }

    private Connection open() throws SQLException {
        var connection = source.getConnection();
        if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
            newest = session.getDatabase();
        }
        return connection;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("there is one user");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) {
        source.setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("the driver logs through SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
