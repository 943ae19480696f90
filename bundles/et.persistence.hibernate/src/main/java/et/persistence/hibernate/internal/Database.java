package et.persistence.hibernate.internal;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import et.persistence.StoreException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.HibernateException;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: the pool is opened, the tables are brought up to date, the session factory is built; then the stores use it.
 * Any thread; every call blocks.
 */
@Component(service = Database.class, configurationPid = "et.persistence.hibernate")
@Designate(ocd = Database.Config.class)
public final class Database {

    /** The keys of {@code etc/et.persistence.hibernate.cfg}. */
    @ObjectClassDefinition(name = "et database", description = "Where et stores accounts, sessions and actors.")
    public @interface Config {

        @AttributeDefinition(
                name = "URL",
                description = "The JDBC URL. H2 in a file by default; what et needs of H2 is added to it.")
        String url() default "jdbc:h2:file:${karaf.data}/et/db";

        @AttributeDefinition(name = "User", description = "The database user.")
        String user() default "et";

        @AttributeDefinition(name = "Password", description = "The user's password.", type = AttributeType.PASSWORD)
        String password() default "";

        @AttributeDefinition(name = "Pool size", description = "How many connections are kept open.")
        int pool_size() default 8;

        @AttributeDefinition(
                name = "Connection timeout",
                description = "How many milliseconds a call waits for a free connection; from 250.")
        int connection_timeout_millis() default 5000;

        @AttributeDefinition(name = "Query timeout", description = "How many seconds a query or a write may take.")
        int query_timeout_seconds() default 10;
    }

    private static final List<Class<?>> ENTITIES =
            List.of(AccountEntity.class, SessionEntity.class, TokenEntity.class, AuditEntity.class, HotfixEntity.class);

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final Engine engine;
    private final DataSource source;
    private final HikariDataSource pool;
    private final SessionFactory factory;
    private final int queryTimeout;

    @Activate
    public Database(BundleContext context, Config config) {
        this(config, name -> {
            var value = context.getProperty(name);
            return value == null ? "" : value;
        });
    }

    /** @param properties what stands for a {@code ${name}} in the URL */
    Database(Config config, Function<String, String> properties) {
        long started = System.nanoTime();
        var url = config.url().replace("${karaf.data}", properties.apply("karaf.data"));
        engine = engine(url);
        queryTimeout = config.query_timeout_seconds();
        source = engine.connect(url, config.user(), config.password());
        pool = pool(config);
        // Most of the start is Hibernate loading its classes, which needs no database yet.
        var building = new FutureTask<>(() -> Factories.build(pool, engine, ENTITIES));
        var builder = new Thread(building, "et-database-start");
        builder.setDaemon(true);
        builder.start();
        try {
            connect(url);
            long opened = System.nanoTime();
            int migrated = migrate();
            long ready = System.nanoTime();
            factory = result(building);
            Factories.validate(factory);
            log.info(
                    "database {} is open: {} migrations; file {} ms, tables {} ms, Hibernate {} ms more",
                    withoutSettings(url),
                    migrated,
                    millis(opened - started),
                    millis(ready - opened),
                    millis(System.nanoTime() - ready));
        } catch (RuntimeException | Error failure) {
            building.cancel(false);
            release();
            throw failure;
        }
    }

    private static SessionFactory result(FutureTask<SessionFactory> building) {
        try {
            return building.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("Hibernate could not be started", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the start of the database was interrupted", interrupted);
        }
    }

    private static Engine engine(String url) {
        if (url.startsWith(H2Engine.PREFIX)) {
            return new H2Engine();
        }
        throw new IllegalArgumentException("url: " + withoutSettings(url) + " (expected: jdbc:h2:file:...)");
    }

    /** What may be logged of a URL: its settings may hold a password. */
    private static String withoutSettings(String url) {
        return url.split("[;?]", 2)[0];
    }

    /** A pool that opens its connections when it is first asked for one. */
    private HikariDataSource pool(Config config) {
        var lazy = new HikariDataSource();
        lazy.setPoolName("et");
        lazy.setDataSource(source);
        lazy.setMaximumPoolSize(config.pool_size());
        lazy.setAutoCommit(false);
        lazy.setConnectionTimeout(config.connection_timeout_millis());
        return lazy;
    }

    private void connect(String url) {
        try (var first = pool.getConnection()) {
            log.debug("connected to {}", first.getClass());
        } catch (SQLException | PoolInitializationException failure) {
            var sql = Failures.sql(failure);
            throw new IllegalStateException(
                    "database " + withoutSettings(url) + " cannot be opened: "
                            + (sql == null ? Failures.describe(failure) : engine.explainRefusal(sql)),
                    failure);
        }
    }

    private int migrate() {
        var folder = "migrations/" + engine.name() + "/";
        try {
            return new Migrations(pool, Migrations.read(name -> Database.class.getResourceAsStream(folder + name)))
                    .run();
        } catch (SQLException failure) {
            throw new IllegalStateException(
                    "the tables cannot be brought up to date: " + failure.getMessage(), failure);
        }
    }

    /** Closes all and the database's files, in order; who comes later gets a {@link StoreException}. */
    @Deactivate
    public void close() {
        factory.close();
        release();
        log.info("database closed");
    }

    private void release() {
        pool.close();
        try (var last = source.getConnection()) {
            engine.shutDown(last);
        } catch (SQLException failure) {
            // H2 may report its own shutdown on the connection that asked for it.
            log.debug("the database was shut down", failure);
        }
    }

    Engine engine() {
        return engine;
    }

    /** How long a statement may take, in seconds. */
    int queryTimeout() {
        return queryTimeout;
    }

    /**
     * Does the work in one transaction.
     *
     * @param what is done, for a failure's text
     * @throws StoreException when the database failed
     */
    <T> T transact(String what, Function<StatelessSession, T> work) {
        boolean committing = false;
        try (var session = factory.openStatelessSession()) {
            var transaction = session.beginTransaction();
            try {
                var result = work.apply(session);
                committing = true;
                transaction.commit();
                return result;
            } finally {
                rollback(transaction);
            }
        } catch (HibernateException | IllegalStateException failure) {
            throw new StoreException(what + ": " + Failures.describe(failure), failure, committing);
        }
    }

    private static void rollback(Transaction transaction) {
        try {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        } catch (RuntimeException failure) {
            // The first failure is the one to tell; the pool throws the connection away.
            log.debug("a rollback failed", failure);
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
