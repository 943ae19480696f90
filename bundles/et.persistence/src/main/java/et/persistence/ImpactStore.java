package et.persistence;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which actors were changed by which version of the code, as far as a hotfix was concerned. An OSGi service of the provider; every method blocks. A replica may be
 * asked, which lacks what was written in the last seconds. It is written by {@link ActorStore#write}, in the same transaction as the actor.
 */
public interface ImpactStore {

    /** An actor, and what a version did to it. */
    record Touched(String type, String id, Touch touch) {}

    /**
     * Actors that the code {@code bundle/version} has changed, in the order of their types, ids and revisions, at most {@code limit}. An actor is there once
     * for each time that it went over to that version.
     *
     * @param after the last one of the page before, null for the first page
     */
    List<Touched> touched(String code, @Nullable Touched after, int limit);

    /** How many actors the code has changed. */
    long count(String code);

    /**
     * Deletes what is of before then, except of these codes.
     *
     * @return how many rows
     */
    int forget(Instant before, Collection<String> except);
}
