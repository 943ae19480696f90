package et.persistence.hibernate.internal;

import com.zaxxer.hikari.HikariDataSource;
import et.persistence.Servers;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Pools of connections. */
final class Pools {

    private Pools() {}

    /** A pool that opens its connections when it is first asked for one. */
    static HikariDataSource lazy(String name, DataSource source, int size, int timeoutMillis) {
        var lazy = new HikariDataSource();
        lazy.setPoolName(name);
        lazy.setDataSource(source);
        lazy.setMaximumPoolSize(size);
        lazy.setAutoCommit(false);
        // What H2 does anyway. More would make others wait for rows that are not there.
        lazy.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        lazy.setConnectionTimeout(timeoutMillis);
        return lazy;
    }

    /** Has connections that are in nobody's hands closed at once, and the others when they are given back. */
    static void renew(HikariDataSource pool) {
        var open = pool.getHikariPoolMXBean();
        if (open != null) {
            open.softEvictConnections();
        }
    }

    static Servers.Pool figures(@Nullable HikariDataSource pool) {
        var open = pool == null ? null : pool.getHikariPoolMXBean();
        return new Servers.Pool(
                pool == null ? 0 : pool.getMaximumPoolSize(),
                open == null ? 0 : open.getTotalConnections(),
                open == null ? 0 : open.getActiveConnections(),
                open == null ? 0 : open.getThreadsAwaitingConnection());
    }
}
