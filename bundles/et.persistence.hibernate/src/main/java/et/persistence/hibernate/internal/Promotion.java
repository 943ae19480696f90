package et.persistence.hibernate.internal;

import com.zaxxer.hikari.HikariDataSource;
import et.persistence.PromotionException;
import et.persistence.Servers.Admin;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a replica into the primary's place, in this container. What makes it safe: first no transaction of this container can succeed any more at the former
 * primary, then everything that was acknowledged until now is compared with what the replica has, then the replica takes writes. A container hears of each of its
 * commits where it stands before it acknowledges it, so not even the last one is missed when the primary is gone and cannot be asked.
 */
final class Promotion {

    /** For so long it is waited until the replica has worked off what it has received. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A replica that has done nothing for so long has nothing more to do. */
    private static final Duration STILL = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(Promotion.class);

    private final Settings settings;
    private final Replication replication;
    private final HikariDataSource pool;

    /** @param pool of writes */
    Promotion(Settings settings, Replication replication, HikariDataSource pool) {
        this.settings = settings;
        this.replication = replication;
        this.pool = pool;
    }

    /** Compares, and changes nothing. */
    String check(String name) {
        var replica = find(name);
        var lead = requirePrimaryIsGone();
        var known = replication.progress().known();
        try (var connection = replica.connect()) {
            var done = awaitAll(new MySqlReplication(replica.engine().version()), connection, known);
            if (!hasAll(done, known)) {
                throw new PromotionException(lacks(replica, done, known));
            }
            return lead + "The replica " + replica.address()
                    + " has all that this container acknowledged or saw: it has " + done + "; that was " + known;
        } catch (SQLException failure) {
            throw new PromotionException(
                    "the replica " + replica.address() + ": " + replica.engine().explain(failure));
        }
    }

    /** Writes to the replica from now on; returns what was compared. */
    String promote(String name, Admin admin, boolean lossy) {
        var replica = find(name);
        requirePrimaryIsGone();
        var primary = replication.primary();
        primary.hold("the replica " + replica.address() + " is being promoted");
        try {
            awaitQuiet();
            var known = replication.progress().known();
            Position done = take(replica, known, admin, lossy);
            lead(replica, done);
            log.warn(
                    "The replica {} is the primary now; it had {}, acknowledged was {}",
                    replica.address(),
                    done,
                    known);
            return "It has " + done + "; acknowledged was " + known
                    + (hasAll(done, known) ? "" : ": what is between was lost, as was wanted");
        } finally {
            primary.release();
            Pools.renew(pool);
        }
    }

    private Replica find(String name) {
        return replication.replicas().all().stream()
                .filter(replica ->
                        replica.address().equals(name) || replica.address().matches("\\w+://\\Q" + name + "\\E(/.*)?"))
                .findFirst()
                .orElseThrow(() -> new PromotionException(name + " is no replica of this container (expected: "
                        + replication.replicas().all().stream()
                                .map(Replica::address)
                                .collect(Collectors.joining(" or "))
                        + ")"));
    }

    /** Two servers that take writes would be two games. */
    private String requirePrimaryIsGone() {
        var primary = replication.primary();
        try {
            if (primary.isWritable()) {
                throw new PromotionException("the primary " + primary.engine().address()
                        + " answers and takes writes, and two of these would be two games. End it for good, or there:"
                        + " SET GLOBAL read_only = ON");
            }
            replication.progress().seen(primary.position(), System.nanoTime());
            return "The primary answers, and takes no writes. ";
        } catch (SQLException away) {
            log.debug("the primary does not answer, as was expected", away);
            return "The primary does not answer. ";
        }
    }

    /** All connections are cut; who was in a transaction hears of it before he gives his connection back. */
    private void awaitQuiet() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (pool.getHikariPoolMXBean() != null && pool.getHikariPoolMXBean().getActiveConnections() > 0) {
            if (System.nanoTime() > end) {
                throw new PromotionException("a transaction at the former primary does not end; try again");
            }
            sleep();
        }
    }

    private Position take(Replica replica, Position known, Admin admin, boolean lossy) {
        var engine = settings.engine(replica.address());
        var source = admin.user().isEmpty()
                ? engine.connect(settings.replicaUser(), settings.replicaPassword())
                : engine.connect(admin.user(), admin.password());
        try (var connection = source.getConnection()) {
            var words = new MySqlReplication(engine.version());
            var done = awaitAll(words, connection, known);
            if (!hasAll(done, known) && !lossy) {
                throw new PromotionException(lacks(replica, done, known)
                        + ". Bring the former primary back if you can; et:db promote --lossy goes on without these");
            }
            if (words.isReadOnly(connection)) {
                if (admin.user().isEmpty()) {
                    throw new PromotionException("the replica " + replica.address()
                            + " takes no writes, and et's user may not change that: name somebody who may, with --user and"
                            + " --password-file");
                }
                words.promote(connection);
            }
            return done;
        } catch (SQLException failure) {
            throw new PromotionException("the replica " + replica.address() + ": " + engine.explain(failure));
        } finally {
            engine.shutDown(source);
        }
    }

    /** What the replica has, once it has all, or works nothing off any more. */
    private static Position awaitAll(MySqlReplication words, Connection connection, Position known)
            throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long moved = System.nanoTime();
        var done = words.done(connection);
        while (!done.reaches(known) && System.nanoTime() < Math.min(end, moved + STILL.toNanos())) {
            sleep();
            var before = done;
            done = words.done(connection);
            moved = done.equals(before) ? moved : System.nanoTime();
        }
        return done;
    }

    private void lead(Replica replica, Position done) {
        var engine = settings.engine(replica.address()).following();
        var source = engine.connect(settings.config().user(), settings.password());
        try (var first = source.getConnection()) {
            engine.inspect(first);
        } catch (SQLException | IllegalStateException failure) {
            engine.shutDown(source);
            var sql = Failures.sql(failure);
            throw new PromotionException("the replica " + replica.address() + " takes writes, but et cannot: "
                    + (sql == null ? failure.getMessage() : engine.explain(sql)));
        }
        replication.lead(replica, engine, source, done);
    }

    /** Of a primary that has no GTIDs nothing is known, and whatever a replica has may be too little. */
    private static boolean hasAll(Position done, Position known) {
        return !known.isNowhere() && done.reaches(known);
    }

    private static String lacks(Replica replica, Position done, Position known) {
        if (known.isNowhere()) {
            return "nobody knows what the replica " + replica.address()
                    + " should have: the primary has no GTIDs (log_bin, and gtid_mode = ON for MySQL)";
        }
        return "the replica " + replica.address() + " lacks what was acknowledged: it has " + done + " (expected: "
                + known + ")";
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PromotionException("interrupted");
        }
    }
}
