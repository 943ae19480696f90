package et.persistence;

import java.time.Instant;
import java.util.List;

/** What was done by whom. Append-only. An OSGi service of the provider; every method blocks. */
public interface AuditStore {

    /**
     * An entry.
     *
     * @param at when
     * @param who the operator, player or address
     * @param what the act, a short word: {@code hotfix.apply}, {@code session.kick}, {@code token.replayed}
     * @param subject what it was done to
     * @param detail one line, no secrets
     */
    record Entry(Instant at, String who, String what, String subject, String detail) {}

    /** Appends an entry. */
    void append(Entry entry);

    /** The newest entries first, at most {@code limit}. */
    List<Entry> latest(int limit);
}
