package et.signature.internal;

import et.persistence.AuditStore;
import et.signature.Judgement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what becomes of code into the log, and into the audit as soon as that is there: bundles come before the database
 * does, and the framework does not wait for one.
 */
final class Notes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Notes.class);
    private static final int KEPT = 256;
    private static final int MAX_DETAIL = 1000;
    private static final int MAX_SUBJECT = 250;
    private static final long RETRY_MILLIS = 2000;
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final Clock clock;
    private final Deque<AuditStore.Entry> waiting = new ArrayDeque<>();
    private final Map<String, Instant> told = new LinkedHashMap<>();
    private @Nullable AuditStore store;
    private @Nullable Thread writer;

    Notes(Clock clock) {
        this.clock = clock;
    }

    /** A bundle was refused. Does not wait. */
    synchronized void refused(String who, String subject, Judgement judgement) {
        if (isRepeated(who + subject + judgement.digest() + judgement.sentence())) {
            LOG.debug("Refused {} again", subject);
            return;
        }
        LOG.warn("Refused {}: {}", subject, judgement.sentence());
        add(who, "code.refused", subject, judgement.sentence());
    }

    /** A bundle came or went, and no hotfix did it. Does not wait. */
    synchronized void changed(String who, String what, String subject, Judgement judgement) {
        add(who, what, subject, "SHA-256 " + judgement.digest() + ", by " + judgement.signer());
    }

    private void add(String who, String what, String subject, String detail) {
        if (waiting.size() == KEPT) {
            LOG.warn("The audit is away for so long that it will lack: {}", waiting.removeFirst());
        }
        waiting.addLast(new AuditStore.Entry(
                clock.instant(), who, what, atMost(MAX_SUBJECT, subject), atMost(MAX_DETAIL, detail)));
        write();
    }

    /** Who tries again each second would fill the log and the audit, and hide in it what else is tried. */
    private boolean isRepeated(String what) {
        Instant now = clock.instant();
        Instant before = told.get(what);
        if (before != null && before.plus(SILENCE).isAfter(now)) {
            return true;
        }
        told.remove(what);
        told.put(what, now);
        if (told.size() > KEPT) {
            told.remove(told.keySet().iterator().next());
        }
        return false;
    }

    /** The audit has come, or gone. */
    synchronized void store(@Nullable AuditStore service) {
        store = service;
        write();
    }

    @Override
    public synchronized void close() {
        store = null;
        if (writer != null) {
            writer.interrupt();
        }
    }

    /** A thread for as long as there is something to write, which is rare. */
    private void write() {
        if (store != null && writer == null && !waiting.isEmpty()) {
            writer = new Thread(this::drain, "et-signature audit");
            writer.setDaemon(true);
            writer.setContextClassLoader(Notes.class.getClassLoader());
            writer.start();
        }
    }

    private void drain() {
        try {
            while (writeOne()) {
                LOG.trace("an entry is in the audit");
            }
        } catch (InterruptedException e) {
            LOG.debug("the audit is left alone: {}", e.getMessage());
        }
    }

    private boolean writeOne() throws InterruptedException {
        AuditStore to;
        AuditStore.Entry entry;
        synchronized (this) {
            to = store;
            entry = waiting.peekFirst();
            if (to == null || entry == null) {
                writer = null;
                return false;
            }
        }
        try {
            to.append(entry);
            synchronized (this) {
                waiting.remove(entry);
            }
        } catch (RuntimeException e) {
            LOG.debug("the audit does not answer, it is asked again: {}", e.getMessage());
            Thread.sleep(RETRY_MILLIS);
        }
        return true;
    }

    private static String atMost(int length, String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > length ? line.substring(0, length) : line;
    }
}
