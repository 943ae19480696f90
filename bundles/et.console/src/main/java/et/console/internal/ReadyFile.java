package et.console.internal;

import et.net.Listening;
import et.persistence.ActorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code data/ready}: there while players can play and the console answers, with the process id in it. It costs those who ask nothing: the launcher,
 * and the probes of a service manager.
 *
 * <p>It goes at once when the container stops, and within a second when the store fails. After {@code kill -9} it stays until the next start: the process id
 * tells whose it is.
 */
@Component(service = ReadyFile.class, immediate = true)
public final class ReadyFile {

    private static final Logger log = LoggerFactory.getLogger(ReadyFile.class);

    /** While it starts somebody waits for the file; later a question to the database costs more than a second is worth. */
    private static final long STARTING_MILLIS = 50;

    private static final long SERVING_MILLIS = 1000;

    private final Path file;
    private final BooleanSupplier started;
    private final Listening listening;
    private final ActorStore store;

    /** A thread, as the store's answer may take its time. Never interrupted: it would cost H2 its file. */
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        var ready = new Thread(task, "et-ready");
        ready.setDaemon(true);
        return ready;
    });

    private boolean there;
    private boolean closed;

    @Activate
    public ReadyFile(
            BundleContext context,
            @Reference Listening listening,
            @Reference ActorStore store,
            @Reference SessionFactory console) {
        this(
                Path.of(String.valueOf(context.getProperty("karaf.data")), "ready"),
                () -> context.getServiceReference(Serving.STARTED) != null
                        && console.getRegistry().getCommand("et", "status") != null,
                listening,
                store);
        show(false);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.execute(this::follow);
    }

    /** Looks only when it is told to. */
    ReadyFile(Path file, BooleanSupplier started, Listening listening, ActorStore store) {
        this.file = file;
        this.started = started;
        this.listening = listening;
        this.store = store;
    }

    private void follow() {
        look();
        synchronized (this) {
            if (!closed) {
                var unused =
                        thread.schedule(this::follow, there ? SERVING_MILLIS : STARTING_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Makes the file tell how things are now. */
    void look() {
        boolean serves = serves();
        synchronized (this) {
            if (!closed && serves != there) {
                show(serves);
            }
        }
    }

    private boolean serves() {
        try {
            boolean listens = !listening.listeners().isEmpty();
            // The store is asked when all else is there: while it starts, it has other work to do.
            return started.getAsBoolean()
                    && listens
                    && new Serving(true, true, answers()).lacking().isEmpty();
        } catch (IllegalStateException stopping) {
            return false;
        }
    }

    /** Asks for an actor that nobody has: the cheapest question that a database has to answer. */
    private String answers() {
        try {
            store.load("et", "et");
            return Serving.UP;
        } catch (RuntimeException e) {
            return "down";
        }
    }

    private void show(boolean serves) {
        there = serves;
        try {
            if (serves) {
                Files.writeString(file, ProcessHandle.current().pid() + "\n");
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.warn(
                    "{} does not tell that this container {}: {}",
                    file,
                    serves ? "serves" : "does not serve",
                    e.toString());
        }
    }

    /** The container stops, or a part of it that players need goes. */
    @Deactivate
    public synchronized void close() {
        show(false);
        closed = true;
        thread.shutdown();
    }
}
