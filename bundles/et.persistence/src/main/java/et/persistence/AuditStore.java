package et.persistence;

import java.time.Instant;

/**
 * What was done by whom. Append-only; {@link AuditTrail} reads it. An OSGi service of the provider; its method
 * blocks.
 */
@FunctionalInterface
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
}
