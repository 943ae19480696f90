package et.persistence.hibernate.internal;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import et.persistence.PromotionException;
import et.persistence.Servers;
import et.persistence.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.hibernate.HibernateException;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: the pool is opened, the tables are brought up to date, then the stores use it. The session factory is built
 * meanwhile, and who needs it waits for it. Any thread; every call blocks.
 */
@Component(
        service = {Database.class, Servers.class},
        configurationPid = Database.PID)
@Designate(ocd = Database.Config.class)
public final class Database implements Servers {

    /** The keys of {@code etc/et.persistence.hibernate.cfg}. */
    @ObjectClassDefinition(name = "et database", description = "Where et stores accounts, sessions and actors.")
    public @interface Config {

        @AttributeDefinition(
                name = "URL",
                description = "H2 in a file by default, as a JDBC URL; or mysql://host:port/schema, or mariadb://...")
        String url() default "jdbc:h2:file:${karaf.data}/et/db";

        @AttributeDefinition(name = "User", description = "The database user.")
        String user() default "et";

        @AttributeDefinition(name = "Password", description = "The user's password.", type = AttributeType.PASSWORD)
        String password() default "";

        @AttributeDefinition(
                name = "Password file",
                description = "A file whose first line is the password, instead of the password itself.")
        String password_file() default "";

        @AttributeDefinition(
                name = "TLS",
                description = "Of MySQL and MariaDB: verify, require, off, or auto: off on this machine, else verify.")
        String tls() default "auto";

        @AttributeDefinition(
                name = "TLS authorities",
                description =
                        "A file with the certificates, as PEM, of who may vouch for the server; empty: as the JVM.")
        String tls_ca() default "";

        @AttributeDefinition(name = "Pool size", description = "How many connections are kept open.")
        int pool_size() default 8;

        @AttributeDefinition(
                name = "Connection timeout",
                description =
                        "How many milliseconds a call waits for a free connection, and one for the server; from 250.")
        int connection_timeout_millis() default 5000;

        @AttributeDefinition(
                name = "Replicas",
                description =
                        "Of MySQL and MariaDB: replicas that are read, as URLs, with commas between; empty: none.")
        String replicas() default "";

        @AttributeDefinition(name = "Replica user", description = "Who reads there; empty: the same user as above.")
        String replica_user() default "";

        @AttributeDefinition(
                name = "Replica password file",
                description = "A file whose first line is that user's password; empty: the same password as above.")
        String replica_password_file() default "";

        @AttributeDefinition(name = "Replica pool size", description = "How many connections each replica has.")
        int replica_pool_size() default 4;

        @AttributeDefinition(
                name = "Replica timeout",
                description = "How many milliseconds a read waits for a replica before it asks the primary; from 250.")
        int replica_timeout_millis() default 250;

        @AttributeDefinition(
                name = "Replica lag",
                description = "By how many seconds a replica may be behind; one that is further behind is not read.")
        int replica_lag_seconds() default 5;

        @AttributeDefinition(name = "Query timeout", description = "How many seconds a query or a write may take.")
        int query_timeout_seconds() default 10;

        @AttributeDefinition(name = "Backup folder", description = "Where backups are written, and looked for.")
        String backup_folder() default "${karaf.data}/backup";
    }

    static final String PID = "et.persistence.hibernate";

    private static final List<Class<?>> ENTITIES = List.of(
            AccountEntity.class,
            SessionEntity.class,
            TokenEntity.class,
            AuditEntity.class,
            AuditHeadEntity.class,
            HotfixEntity.class);

    /** How often a transaction is begun that the database takes back in favour of others. */
    private static final int ATTEMPTS = 5;

    /** For so long a server may be silent in the middle of work that takes long. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final Engine engine;
    private final DataSource source;
    private final @Nullable Replication replication;
    private final HikariDataSource pool;
    private final LateFactory factory;
    private final int queryTimeout;
    private final Settings settings;
    private final Consumer<Map<String, String>> kept;
    private final Times times = new Times();
    private final Object changing = new Object();
    private final LongAdder failures = new LongAdder();

    /** Why the last transaction failed; empty when it did not. */
    private volatile String trouble = "";

    @Activate
    public Database(BundleContext context, Config config, @Reference ConfigurationAdmin configurations) {
        this(
                config,
                name -> {
                    var value = context.getProperty(name);
                    return value == null ? "" : value;
                },
                System.getenv(),
                new Kept(configurations, PID)::keep);
    }

    /**
     * Opens the database.
     *
     * @param properties what stands for a {@code ${name}} in the URL
     * @param environment where a password may be
     * @param kept takes the values of {@code url} and {@code replicas} that hold from the next start on
     */
    Database(
            Config config,
            Function<String, String> properties,
            Map<String, String> environment,
            Consumer<Map<String, String>> kept) {
        this.kept = kept;
        long started = System.nanoTime();
        settings = new Settings(config, properties, environment);
        var url = settings.url();
        engine = settings.engine();
        queryTimeout = config.query_timeout_seconds();
        source = engine.connect(config.user(), settings.password());
        replication = config.replicas().isBlank() ? null : new Replication(settings, (MySqlEngine) engine, source);
        pool = Pools.lazy(
                "et",
                replication == null ? source : replication.primary(),
                config.pool_size(),
                config.connection_timeout_millis());
        factory = new LateFactory(() -> Factories.build(pool, engine, ENTITIES));
        try {
            if (replication != null) {
                replication.replicas().watch(replication.primary());
            }
            connect(url);
            int migrated = migrate();
            factory.tablesAreReady();
            log.info(
                    "database {} is open after {} ms, {} migrations were run",
                    Settings.shown(url),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
                    migrated);
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private void connect(String url) {
        try (var first = pool.getConnection()) {
            engine.inspect(first);
        } catch (SQLException | PoolInitializationException failure) {
            throw new IllegalStateException(
                    "database " + Settings.shown(url) + " cannot be opened: " + explain(failure), failure);
        } catch (IllegalStateException refused) {
            throw new IllegalStateException(
                    "database " + Settings.shown(url) + " cannot be used: " + refused.getMessage(), refused);
        }
    }

    /** What a person should know about it, without values. */
    String explain(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Primary.WithheldException withheld) {
                return String.valueOf(withheld.getMessage());
            }
        }
        var sql = Failures.sql(failure);
        return sql == null ? Failures.describe(failure) : engine.explain(sql);
    }

    private int migrate() {
        try {
            return Migrations.shipped(engine, pool).run();
        } catch (SQLException failure) {
            throw new IllegalStateException(
                    "the tables cannot be brought up to date: " + failure.getMessage(), failure);
        }
    }

    /** The file was changed: by {@link #promote}, which has done already what it says; or by somebody, for the next start. */
    @Modified
    void modified(Config changed) {
        if (replication == null || !changed.url().equals(address())) {
            log.info("{}.cfg was changed: that holds from the next start on", PID);
        }
    }

    /** Closes all and the database's files, in order; who comes later gets a {@link StoreException}. */
    @Deactivate
    public void close() {
        factory.close();
        if (replication != null) {
            replication.close();
        }
        pool.close();
        try {
            engine.shutDown(source);
        } catch (SQLException failure) {
            // It was never open, or it reports its own shutdown on the connection that asked for it.
            log.debug("the database was shut down", failure);
        }
        engine.unload();
        log.info("database closed");
    }

    Engine engine() {
        return engine;
    }

    /** A connection beside the pool, for work that would keep one of its few from the others for long. Its owner closes it. */
    Connection connectBeside() throws SQLException {
        var connection = (replication == null ? source : replication.primary()).getConnection();
        connection.setNetworkTimeout(Runnable::run, (int) LONG.toMillis());
        return connection;
    }

    Settings settings() {
        return settings;
    }

    /** All that are read, or may be when they are well. */
    List<Replica> replicas() {
        return replication == null ? List.of() : replication.replicas().all();
    }

    @Override
    public Picture picture() {
        var servers = new ArrayList<Server>();
        servers.add(new Server(
                address(),
                true,
                trouble.isEmpty(),
                trouble,
                Pools.figures(pool),
                -1,
                replication == null || replication.progress().known().isNowhere()
                        ? ""
                        : replication.progress().known().toString(),
                0));
        replicas().forEach(replica -> servers.add(replica.server()));
        return new Picture(
                List.copyOf(servers),
                replication == null ? 0 : replication.replicas().elsewhere(),
                times.count(),
                failures.sum(),
                times.within(0.5),
                times.within(0.99));
    }

    private String address() {
        return replication == null
                ? Settings.shown(settings.url())
                : replication.primary().engine().address();
    }

    @Override
    public String check(String replica) {
        return promotion().check(replica);
    }

    @Override
    public synchronized String promote(String replica, Admin admin, boolean lossy) {
        var compared = promotion().promote(replica, admin, lossy);
        var left = replicas().stream().map(Replica::address).collect(Collectors.joining(", "));
        try {
            kept.accept(Map.of("url", address(), "replicas", left));
            return compared;
        } catch (RuntimeException failure) {
            log.error("{}.cfg could not be changed: url has to be {}", PID, address(), failure);
            return compared + ". " + PID + ".cfg could not be changed: write url = " + address() + " and replicas = "
                    + left + " into it, or the next start looks for the former primary";
        }
    }

    private Promotion promotion() {
        if (replication == null) {
            throw new PromotionException(
                    "this container has no replicas: they are named in et.persistence.hibernate.cfg");
        }
        return new Promotion(settings, replication, pool);
    }

    /** How long a statement may take, in seconds. */
    int queryTimeout() {
        return queryTimeout;
    }

    /**
     * Does the work in one transaction, on entities.
     *
     * @param what is done, for a failure's text
     * @param work done again from its start when the database took the transaction back in favour of another one
     * @throws StoreException when the database failed
     */
    <T> T transact(String what, Function<StatelessSession, T> work) {
        return untilItStays(() -> transactOnce(what, work));
    }

    private <T> T transactOnce(String what, Function<StatelessSession, T> work) {
        long started = System.nanoTime();
        boolean committing = false;
        try (var session = factory.get().openStatelessSession()) {
            var transaction = session.beginTransaction();
            try {
                var result = work.apply(session);
                committing = true;
                transaction.commit();
                succeeded(started);
                return result;
            } finally {
                if (transaction.isActive()) {
                    transaction.rollback();
                }
            }
        } catch (HibernateException | IllegalStateException failure) {
            throw failed(what, failure, committing);
        }
    }

    /** Does the work in one transaction, on rows, as {@link #transact} does: it waits for no part of Hibernate. */
    <T> T transactRows(String what, RowWork<T> work) {
        return untilItStays(() -> transactRowsOnce(what, work));
    }

    private <T> T transactRowsOnce(String what, RowWork<T> work) {
        long started = System.nanoTime();
        boolean committing = false;
        try (var connection = pool.getConnection()) {
            // A connection that is given back with a transaction under way is rolled back by the pool.
            var result = work.apply(connection);
            committing = true;
            connection.commit();
            succeeded(started);
            return result;
        } catch (SQLException failure) {
            throw failed(what, failure, committing);
        }
    }

    /** Does work that changes tables, while no other container does. Each of its statements commits by itself. */
    <T> T changeTables(String what, RowWork<T> work) {
        // It takes two connections, and several of them might take all and wait for each other.
        synchronized (changing) {
            return changeTablesAlone(what, work);
        }
    }

    private <T> T changeTablesAlone(String what, RowWork<T> work) {
        try {
            return Migrations.alone(engine, pool, work);
        } catch (SQLException failure) {
            throw failed(what, failure, true);
        }
    }

    /**
     * Puts a question whose answer may be stale, to a replica if there is one that is well, else to the primary.
     *
     * @throws StoreException when the primary failed, after all replicas
     */
    <T> List<T> ask(Question<T> question) {
        return replication == null
                ? askPrimary(question)
                : replication.replicas().ask(question, () -> askPrimary(question));
    }

    private <T> List<T> askPrimary(Question<T> question) {
        var statements = new Statements(queryTimeout);
        return transactRows(question.stale().what(), connection -> question.ask(connection, statements));
    }

    private <T> T untilItStays(Supplier<T> transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (StoreException failure) {
                var sql = Failures.sql(failure);
                if (attempt == ATTEMPTS || sql == null || !engine.isTakenBack(sql)) {
                    throw failure;
                }
                log.debug("attempt {} was taken back", attempt, failure);
            }
        }
    }

    private void succeeded(long started) {
        times.add(System.nanoTime() - started);
        if (!trouble.isEmpty()) {
            trouble = "";
        }
    }

    private StoreException failed(String what, Exception failure, boolean committing) {
        var sql = Failures.sql(failure);
        failures.increment();
        trouble = explain(failure);
        if (sql != null && engine.isBroken(sql)) {
            // The others of the same server are no better, and the pool would give them out for another half second.
            Pools.renew(pool);
        }
        return new StoreException(what + ": " + trouble, failure, committing);
    }

    /** Work on a connection whose transaction somebody else begins and ends. */
    @FunctionalInterface
    interface RowWork<T> {

        T apply(Connection connection) throws SQLException;
    }
}
