package et.persistence.hibernate.internal;

import com.mysql.cj.protocol.ServerSessionStateController.SessionStateChangesListener;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The server that is written to, as the pool sees it when there are replicas. Another one can take its place while the pool is open, and then no connection to
 * the former one has anything to say any more. What is committed on a connection is noted before the commit returns.
 */
final class Primary implements DataSource {

    /** A connection was not given on purpose; the message says why. */
    static final class WithheldException extends SQLTransientConnectionException {

        private static final long serialVersionUID = 1L;

        WithheldException(String why) {
            super(why, "08001");
        }
    }

    private final Progress progress;
    private final Supplier<String> objection;

    /** The connections that are open, and what hears of their commits. */
    private final Map<Connection, SessionStateChangesListener> given = new ConcurrentHashMap<>();

    private volatile MySqlEngine engine;
    private volatile DataSource server;
    private volatile Probe probe;
    private volatile String held = "";

    /** @param objection why no new connection may be used now; empty when there is no reason */
    Primary(MySqlEngine engine, DataSource server, Progress progress, Supplier<String> objection) {
        this.engine = engine;
        this.server = server;
        this.progress = progress;
        this.objection = objection;
        probe = new Probe(server);
    }

    /** Of the server that it is now. */
    MySqlEngine engine() {
        return engine;
    }

    /** How far it is, as it says itself. */
    Position position() throws SQLException {
        return probe.ask(new MySqlReplication(engine.version())::written);
    }

    /** Whether et could write there. */
    boolean isWritable() throws SQLException {
        return !probe.ask(new MySqlReplication(engine.version())::isReadOnly);
    }

    /** Cuts all connections and gives none: when nobody has one any more, nothing more is committed. */
    void hold(String why) {
        held = why;
        cut();
    }

    /** Cuts all connections: whoever has one hears of it as of an outage, and asks for another one. */
    void cut() {
        given.keySet().forEach(Primary::cut);
    }

    /** Gives connections again. */
    void release() {
        held = "";
    }

    /** Gives connections to this server from now on. */
    void lead(MySqlEngine newEngine, DataSource newServer) {
        engine.shutDown(server);
        engine = newEngine;
        server = newServer;
        probe.close();
        probe = new Probe(newServer);
        release();
    }

    @Override
    public Connection getConnection() throws SQLException {
        check();
        var connection = server.getConnection();
        try {
            given.keySet().removeIf(Primary::isClosed);
            given.put(connection, new MySqlReplication(engine.version()).follow(connection, progress::acknowledged));
            // It may have been held between the look and the connection.
            check();
            return connection;
        } catch (SQLException | RuntimeException failure) {
            cut(connection);
            throw failure;
        }
    }

    private void check() throws SQLException {
        var why = held.isEmpty() ? objection.get() : held;
        if (!why.isEmpty()) {
            throw new WithheldException(why);
        }
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException failure) {
            return true;
        }
    }

    private static void cut(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException gone) {
            // As was wanted.
        }
    }

    /** Asks it nothing any more. */
    void close() {
        probe.close();
        engine.shutDown(server);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("there is one user");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        throw new SQLFeatureNotSupportedException("the driver logs through SLF4J");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        server.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return server.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("the driver logs through SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return server.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return server.isWrapperFor(type);
    }
}
