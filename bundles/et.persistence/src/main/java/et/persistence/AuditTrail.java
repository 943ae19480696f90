package et.persistence;

import java.util.List;
import java.util.Optional;

/**
 * Reads what {@link AuditStore} has written, and tells whether it is still what was written: each entry's link is a
 * digest (SHA-256) of the entry and of the link before it. Who changes or removes an entry has to change all links
 * after it, and then these differ from what the containers' logs say. An OSGi service of the provider; every method
 * blocks.
 */
public interface AuditTrail {

    /**
     * An entry as it is stored.
     *
     * @param number from 1, without gaps
     * @param entry what was done
     * @param link 64 hex digits; empty for an entry from before there were links
     */
    record Written(long number, AuditStore.Entry entry, String link) {}

    /**
     * What a look at all entries found.
     *
     * @param first the first entry that has a link; one more than {@code last} when none has
     * @param last the newest entry
     * @param head the newest entry's link
     * @param fault what is wrong, and from which entry on; empty when nothing is
     */
    record Verdict(long first, long last, String head, String fault) {}

    /**
     * The newest entries first, at most {@code limit}, of acts that begin with {@code what}; of all when it is empty. A
     * replica may be asked, which lacks those of the last seconds.
     */
    List<Written> latest(String what, int limit);

    /** The entry with this number. */
    Optional<Written> entry(long number);

    /** Looks at every entry that has a link. Takes about a second for 100,000. */
    Verdict verify();
}
