package et.console.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Self;
import et.cluster.Tier;
import et.net.Listening;
import et.persistence.ActorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code data/ready}: there while the container does its part and the console answers. Its first line is the process id, the second
 * names the containers that it sees in the cluster. It costs those who ask nothing: the launcher, and the probes of a service manager.
 *
 * <p>It goes at once when the container stops, and within a second when the store fails. After {@code kill -9} it stays until the next start: the process id
 * tells whose it is.
 */
@Component(service = ReadyFile.class, immediate = true)
public final class ReadyFile {

    private static final Logger log = LoggerFactory.getLogger(ReadyFile.class);

    /** While it starts somebody waits for the file, and it comes at most that part of the time so far too late. */
    private static final int STARTING_PART = 64;

    private static final long STARTING_MILLIS_LEAST = 10;

    /** A question to the database costs more than a second is worth. */
    private static final long SERVING_MILLIS = 1000;

    /** Whoever waits for longer than this wants to know what for. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Path file;
    private final BooleanSupplier started;
    private final Self self;
    private final Cluster cluster;
    private volatile @Nullable Listening listening;
    private volatile @Nullable ActorStore store;

    /** A thread, as the store's answer may take its time. Never interrupted: it would cost H2 its file. */
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        var ready = new Thread(task, "et-ready");
        ready.setDaemon(true);
        return ready;
    });

    private final long since = System.nanoTime();

    /** What the file says; empty when it is not there. */
    private String told = "";

    /** Why it was not there yet; null once it was. */
    private @Nullable String lacking = "";

    private boolean closed;

    @Activate
    public ReadyFile(
            BundleContext context,
            @Reference Self self,
            @Reference Cluster cluster,
            @Reference SessionFactory console) {
        this(
                Path.of(String.valueOf(context.getProperty("karaf.data")), "ready"),
                () -> context.getServiceReference(Serving.STARTED) != null
                        && console.getRegistry().getCommand("et", "status") != null,
                self,
                cluster);
        show("");
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.execute(this::follow);
    }

    /** Looks only when it is told to. */
    ReadyFile(Path file, BooleanSupplier started, Self self, Cluster cluster) {
        this.file = file;
        this.started = started;
        this.self = self;
        this.cluster = cluster;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setListening(Listening service) {
        listening = service;
    }

    void unsetListening(Listening gone) {
        listening = null;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setStore(ActorStore service) {
        store = service;
    }

    void unsetStore(ActorStore gone) {
        store = null;
    }

    private void follow() {
        try {
            look();
        } catch (RuntimeException e) {
            // Parts come and go while a container starts and stops; the next look may be luckier.
            log.debug("Not known whether this container serves", e);
        }
        synchronized (this) {
            if (!closed) {
                var unused = thread.schedule(
                        this::follow, told.isEmpty() ? untilNextLook() : SERVING_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private long untilNextLook() {
        long soFar = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        return Math.min(SERVING_MILLIS, Math.max(STARTING_MILLIS_LEAST, soFar / STARTING_PART));
    }

    /** Makes the file tell how things are now. */
    void look() {
        String now = serves() ? ProcessHandle.current().pid() + "\n" + members() + "\n" : "";
        synchronized (this) {
            if (!closed && !now.equals(told)) {
                show(now);
            }
        }
    }

    private boolean serves() {
        try {
            Listening transports = listening;
            boolean listens = transports != null && !transports.listeners().isEmpty();
            // The store is asked when all else is there: while it starts, it has other work to do.
            Serving all = Serving.of(self, cluster, started.getAsBoolean(), listens, Serving.UP);
            String why = all.lacking()
                    .orElseGet(
                            () -> self.tiers().contains(Tier.LOGIC) && !answers() ? "the store does not answer" : "");
            complain(why);
            return why.isEmpty();
        } catch (IllegalStateException stopping) {
            return false;
        }
    }

    /** Tells, once for each reason, what a start waits for that takes long. */
    private void complain(String why) {
        if (why.isEmpty()) {
            lacking = null;
        } else if (lacking != null && !why.equals(lacking) && System.nanoTime() - since > LATE_NANOS) {
            lacking = why;
            log.warn("Not ready yet: {}", why);
        }
    }

    /** Asks for an actor that nobody has: the cheapest question that a database has to answer. */
    private boolean answers() {
        ActorStore rows = store;
        try {
            if (rows != null) {
                rows.load("et", "et");
            }
            return rows != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private String members() {
        return cluster.members().stream()
                .filter(member -> member.state() == Member.State.UP)
                .map(Member::container)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private void show(String now) {
        told = now;
        try {
            if (now.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                // Whole or not at all: somebody may be reading it.
                Path fresh = file.resolveSibling("ready.new");
                Files.writeString(fresh, now);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            log.warn(
                    "{} does not tell that this container {}: {}",
                    file,
                    now.isEmpty() ? "does not serve" : "serves",
                    e.toString());
        }
    }

    /** The container stops, or a part of it that players need goes. */
    @Deactivate
    public synchronized void close() {
        show("");
        closed = true;
        thread.shutdown();
    }
}
