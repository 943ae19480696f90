package et.persistence.hibernate.internal;

import com.zaxxer.hikari.HikariDataSource;
import et.persistence.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica, which is read while its last {@link #look} found it well and no read has failed since. Its pool is open for so long only: that it is closed ends the
 * reads that hang there. One that was found to take writes counts as such until it says otherwise: it may be silent because all the world writes there now.
 */
final class Replica implements AutoCloseable {

    /** How it was found. */
    enum State {
        /** Nobody has looked yet. */
        UNKNOWN,
        /** It is read. */
        READ,
        /** Its answers would be too old. */
        BEHIND,
        /** It takes writes, so it is none. */
        WRITABLE,
        /** It does not answer, or not as it should. */
        AWAY
    }

    /**
     * What a look found.
     *
     * @param why in words; empty when it is read
     * @param behind nanoseconds; -1 when that is not known
     */
    record Condition(State state, String why, long behind, Position position) {}

    /** A look that began longer ago, in nanoseconds, says too little of a server that may have been promoted since. */
    private static final long RECENT = TimeUnit.SECONDS.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(Replica.class);

    private final String address;
    private final MySqlEngine engine;
    private final MySqlEngine primary;
    private final DataSource source;
    private final Probe probe;
    private final Progress progress;
    private final long limit;
    private final int size;
    private final int borrowMillis;
    private final LongAdder reads = new LongAdder();

    private volatile Condition condition = new Condition(State.UNKNOWN, "not looked at yet", -1, Position.NOWHERE);
    private volatile @Nullable HikariDataSource pool;

    /** When the last look that has ended began, as {@link System#nanoTime}. */
    private volatile long looked;

    private volatile boolean takesWrites;
    private boolean closed;

    /**
     * @param address as it is configured
     * @param primary the engine of the server that it has to be a replica of
     * @param limit how far it may be behind
     * @param size of its pool
     */
    Replica(
            String address,
            MySqlEngine engine,
            MySqlEngine primary,
            DataSource source,
            Progress progress,
            Duration limit,
            int size,
            int borrowMillis) {
        this.address = address;
        this.engine = engine;
        this.primary = primary;
        this.source = source;
        this.progress = progress;
        this.limit = limit.toNanos();
        this.size = size;
        this.borrowMillis = borrowMillis;
        probe = new Probe(source);
    }

    String address() {
        return address;
    }

    Condition condition() {
        return condition;
    }

    boolean isRead() {
        return condition.state == State.READ;
    }

    /** How many questions it has answered. */
    long reads() {
        return reads.sum();
    }

    /** How it is, for a person. */
    Servers.Server server() {
        var now = condition;
        return new Servers.Server(
                address,
                false,
                now.state == State.READ,
                now.why,
                Pools.figures(pool),
                now.behind < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(now.behind),
                now.position.isNowhere() ? "" : now.position.toString(),
                reads());
    }

    MySqlEngine engine() {
        return engine;
    }

    /** A connection past the pool. */
    Connection connect() throws SQLException {
        return source.getConnection();
    }

    /**
     * Puts a question to it.
     *
     * @throws SQLException it has not answered, and is read no more until the next look, unless it was only busy
     */
    <T> List<T> ask(Question<T> question, Statements statements) throws SQLException {
        var open = pool;
        if (open == null) {
            throw new SQLTransientConnectionException("it is not read");
        }
        try (var connection = open.getConnection()) {
            var answer = question.ask(connection, statements);
            reads.increment();
            return answer;
        } catch (SQLException failure) {
            if (!isBusy(open, failure)) {
                change(new Condition(State.AWAY, engine.explain(failure), -1, condition.position));
            }
            throw failure;
        }
    }

    private static boolean isBusy(HikariDataSource pool, SQLException failure) {
        var figures = pool.getHikariPoolMXBean();
        return failure instanceof SQLTransientConnectionException
                && figures != null
                && figures.getActiveConnections() >= pool.getMaximumPoolSize();
    }

    /** Whether nobody knows any more how it is, although it answered when it was last asked. */
    boolean isLate() {
        var state = condition.state;
        return state == State.UNKNOWN || (state != State.AWAY && System.nanoTime() - looked > RECENT);
    }

    /** Whether it took writes when it last said how it is. */
    boolean takesWrites() {
        return takesWrites;
    }

    /** What speaks against writing to the primary; empty when nothing is known that does. */
    String objection() {
        return takesWrites
                ? "its replica " + address + " may be written to"
                        + (condition.state == State.AWAY ? ", or could when it last answered" : "")
                        + ": if it was promoted, url has to name it (et:db promote in a container that runs), and the former primary"
                        + " comes back as a replica; else it has to have read_only = ON"
                : "";
    }

    /**
     * Asks it how it is, and has it read or not. One thread at a time.
     *
     * @param whenItTakesWrites done before anybody who calls {@link #close} goes on
     */
    synchronized void look(Runnable whenItTakesWrites) {
        if (closed) {
            return;
        }
        long began = System.nanoTime();
        Condition found;
        try {
            found = probe.ask(this::look);
            if (found.state == State.READ && pool == null) {
                pool = open();
            }
        } catch (SQLException | RuntimeException failure) {
            var sql = Failures.sql(failure);
            found = new Condition(
                    State.AWAY, sql == null ? Failures.describe(failure) : engine.explain(sql), -1, condition.position);
        }
        change(found);
        looked = began;
        if (found.state != State.READ) {
            closePool();
        }
        if (takesWrites) {
            whenItTakesWrites.run();
        }
    }

    private Condition look(Connection connection) throws SQLException {
        if (engine.version().mariaDb() != primary.version().mariaDb()) {
            return new Condition(
                    State.AWAY,
                    "it is " + engine.version() + ", the primary " + primary.version(),
                    -1,
                    Position.NOWHERE);
        }
        var replication = new MySqlReplication(engine.version());
        var position = replication.done(connection);
        long behind = progress.behind(position, System.nanoTime());
        takesWrites = !replication.isReadOnly(connection);
        if (takesWrites) {
            return new Condition(
                    State.WRITABLE,
                    "it may be written to: a replica has to be started with read_only = ON",
                    behind,
                    position);
        }
        if (progress.known().isNowhere()) {
            return new Condition(
                    State.BEHIND,
                    "the primary has no GTID, so nobody knows how old its answers are: log_bin, and gtid_mode = ON for MySQL",
                    -1,
                    position);
        }
        return behind > limit
                ? new Condition(
                        State.BEHIND,
                        "it lacks what was written " + TimeUnit.NANOSECONDS.toSeconds(behind)
                                + " s ago: is its replication running?",
                        behind,
                        position)
                : new Condition(State.READ, "", behind, position);
    }

    private void change(Condition found) {
        var before = condition;
        condition = found;
        if (before.state == found.state) {
            return;
        }
        if (found.state == State.READ) {
            log.info("The replica {} is read", address);
        } else if (found.state == State.WRITABLE) {
            log.error("et connects to the primary no more: {}", objection());
        } else {
            log.warn("The replica {} is not read, the primary is instead: {}", address, found.why);
        }
    }

    private HikariDataSource open() {
        var made = Pools.lazy("et-replica", source, size, borrowMillis);
        made.setAutoCommit(true);
        made.setReadOnly(true);
        return made;
    }

    private void closePool() {
        var open = pool;
        pool = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        probe.close();
        closePool();
        engine.shutDown(source);
    }
}
