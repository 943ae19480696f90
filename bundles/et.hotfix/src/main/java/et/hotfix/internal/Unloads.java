package et.hotfix.internal;

import et.hotfix.Unload;
import et.persistence.HotfixStore.Hotfix;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proves that replaced code has left: a weak reference to its class loader goes empty. */
final class Unloads {

    private static final Logger LOG = LoggerFactory.getLogger(Unloads.class);
    private static final int KEPT = 32;
    private static final long POLL_MILLIS = 25;

    private final String container;
    private final Control control;
    private final Auditing auditing;
    private final Staging staging;
    private final Duration patience;
    private final int collections;
    private final Deque<Watched> watched = new ArrayDeque<>();

    Unloads(String container, Control control, Auditing auditing, Staging staging, Duration patience, int collections) {
        this.container = container;
        this.control = control;
        this.staging = staging;
        this.auditing = auditing;
        this.patience = patience;
        this.collections = collections;
    }

    private record Watched(Unload unload, WeakReference<ClassLoader> loader) {

        Unload now() {
            return unload.collected() || loader.get() != null
                    ? unload
                    : new Unload(unload.bundle(), unload.version(), true, unload.millis(), List.of());
        }
    }

    /** What was proved so far, newest first. */
    List<Unload> all() {
        synchronized (watched) {
            return watched.stream().map(Watched::now).toList();
        }
    }

    /** Proves it in the background, within seconds. */
    CompletableFuture<Optional<Unload>> prove(Hotfix hotfix, String version, WeakReference<ClassLoader> loader) {
        String bundle = hotfix.bundle();
        return control.later("unloading", () -> {
            Unload unload = await(bundle, version, loader);
            synchronized (watched) {
                watched.addFirst(new Watched(unload, loader));
                if (watched.size() > KEPT) {
                    watched.removeLast();
                }
            }
            if (unload.collected()) {
                LOG.info("the code of {} {} has left the memory after {} ms", bundle, version, unload.millis());
            } else {
                LOG.warn(
                        "the code of {} {} is still in memory after {} ms; {}",
                        bundle,
                        version,
                        unload.millis(),
                        unload.evidence().isEmpty()
                                ? "nothing that can be looked at holds it; a heap dump tells what does"
                                : String.join("; ", unload.evidence()));
            }
            auditing.note(
                    hotfix.who(),
                    unload.collected() ? "hotfix.unloaded" : "hotfix.held",
                    bundle + " " + version,
                    Story.number(hotfix) + "at " + container + " after " + unload.millis() + " ms"
                            + (unload.evidence().isEmpty() ? "" : ", " + String.join("; ", unload.evidence())));
            return Optional.of(unload);
        });
    }

    private Unload await(String bundle, String version, WeakReference<ClassLoader> loader) throws InterruptedException {
        long began = System.nanoTime();
        long slice = patience.toNanos() / (collections + 1);
        boolean gone = cleared(loader, began + slice / 2);
        for (int i = 1; i <= collections && !gone; i++) {
            // A young collection unloads nothing, and a quiet container may not have a full one for hours.
            System.gc();
            gone = cleared(loader, began + slice * (i + 1));
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        return new Unload(bundle, version, gone, millis, gone ? List.of() : evidence(loader));
    }

    private static boolean cleared(WeakReference<ClassLoader> loader, long until) throws InterruptedException {
        while (loader.get() != null) {
            if (System.nanoTime() >= until) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    private List<String> evidence(WeakReference<ClassLoader> reference) {
        ClassLoader loader = reference.get();
        return loader == null ? List.of() : Holders.of(loader, staging::loaded);
    }
}
