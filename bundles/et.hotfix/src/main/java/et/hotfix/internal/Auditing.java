package et.hotfix.internal;

import et.persistence.AuditStore;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what operators do into the audit. */
final class Auditing {

    private static final Logger LOG = LoggerFactory.getLogger(Auditing.class);
    private static final int MAX_DETAIL = 500;

    private final AuditStore store;
    private final Clock clock;

    Auditing(AuditStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Before an act. What cannot be audited is not done. */
    void before(String who, String what, String subject, String detail) {
        store.append(entry(who, what, subject, detail));
    }

    /** After an act: it has happened, so a store that is away is logged only. */
    void note(String who, String what, String subject, String detail) {
        try {
            store.append(entry(who, what, subject, detail));
        } catch (RuntimeException e) {
            LOG.error("cannot be audited: {} {} {} {}: {}", who, what, subject, detail, Sentences.of(e));
        }
    }

    private AuditStore.Entry entry(String who, String what, String subject, String detail) {
        String line = detail.replaceAll("\\s+", " ");
        return new AuditStore.Entry(
                clock.instant(), who, what, subject, line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) : line);
    }
}
