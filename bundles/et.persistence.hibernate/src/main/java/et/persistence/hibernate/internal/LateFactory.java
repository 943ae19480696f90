package et.persistence.hibernate.internal;

import et.persistence.StoreException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session factory, built on a thread of its own while the container goes on starting. To load Hibernate's classes takes
 * longer than all else that a database needs, and the first login is the first to need them.
 */
final class LateFactory {

    private static final Logger log = LoggerFactory.getLogger(LateFactory.class);

    /** True when the tables are up to date, false when they never will be. */
    private final CompletableFuture<Boolean> tables = new CompletableFuture<>();

    private final FutureTask<SessionFactory> building;

    LateFactory(Supplier<SessionFactory> builder) {
        building = new FutureTask<>(() -> build(builder));
        var thread = new Thread(building, "et-database-start");
        thread.setDaemon(true);
        thread.start();
    }

    private SessionFactory build(Supplier<SessionFactory> builder) {
        long started = System.nanoTime();
        var factory = builder.get();
        try {
            if (!tables.join()) {
                throw new IllegalStateException("the database was closed before it was open");
            }
            Factories.validate(factory);
            log.info("Hibernate is ready after {} ms", (System.nanoTime() - started) / 1_000_000);
            return factory;
        } catch (RuntimeException | Error failure) {
            factory.close();
            if (tables.join()) {
                log.error("no accounts, audit and hotfixes: Hibernate does not start: {}", failure.getMessage());
            }
            throw failure;
        }
    }

    /** The tables are up to date: the factory may look at them. */
    void tablesAreReady() {
        tables.complete(true);
    }

    /** Waits for the factory. */
    SessionFactory get() {
        try {
            return building.get();
        } catch (ExecutionException failure) {
            var cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new StoreException("Hibernate did not start: " + cause.getMessage(), cause, false);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while Hibernate starts", interrupted, false);
        }
    }

    /** Waits for the factory and closes it. */
    void close() {
        tables.complete(false);
        try {
            get().close();
        } catch (StoreException never) {
            log.debug("there was no factory to close", never);
        }
    }
}
