package et.persistence;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of actors. An OSGi service of the provider. Every method blocks and is never called on a lane. */
public interface ActorStore {

    /** The name of an actor. */
    record Key(String type, String id) {}

    /** When a sleeping actor wants to be loaded. */
    record Wake(String type, String id, long at) {}

    /**
     * Rows that were asked for.
     *
     * @param rows those that exist
     * @param damaged those that exist and are not what was written: why. Nothing in them is to be believed
     */
    record Loaded(Map<Key, ActorRow> rows, Map<Key, RowException> damaged) {}

    /**
     * The row, or null when the actor was never stored.
     *
     * @throws RowException when it is not what was written
     */
    @Nullable ActorRow load(String type, String id);

    /** The rows that exist among these, in one query per few hundred. */
    Loaded load(Collection<Key> keys);

    /**
     * Writes all rows in one transaction: all or none. Each row's revision must be greater than the stored one (the
     * committer leaves out revisions that were replaced before they were written), or be the stored one with the same
     * epoch (the repetition of a write whose outcome was unknown, which changes nothing); and its epoch must be that of
     * its shard. No actor appears twice. The rows' touches are recorded in the same transaction, for {@link ImpactStore}; one
     * that is recorded already is replaced.
     *
     * @throws FencedException when a shard has another epoch; nothing was written
     * @throws RowException when a row is refused for good, because its revision is stored already, a part of it is
     *     too long, or the key of a row that it inserts is taken; nothing was written
     * @throws StoreException when the database failed; whether something was written is unknown when {@link
     *     StoreException#unknown()}
     */
    void write(List<ActorRow> rows);

    /** Removes an actor's row. */
    void delete(String type, String id);

    /**
     * Up to {@code limit} sleeping actors of these shards that want to be loaded before {@code before} (milliseconds
     * since 1970), earliest first.
     */
    List<Wake> wakes(Collection<Integer> shards, long before, int limit);

    /** How many actors are stored, by type; or were some seconds ago, for a replica may be asked. */
    Map<String, Long> counts();

    /**
     * Stored actors whose type is {@code type}, in the order of their ids, after {@code afterId} (exclusive; null for
     * the first), at most {@code limit}. Rows that are not what was written are left out; fewer than {@code limit} are
     * the last ones.
     */
    List<ActorRow> page(String type, @Nullable String afterId, int limit);

    /**
     * Ids of stored actors of the type whose state has a schema above {@code above}, up to {@code upTo}, in their order, after {@code afterId} (exclusive; null
     * for the first), at most {@code limit}.
     */
    List<String> ofSchema(String type, int above, int upTo, @Nullable String afterId, int limit);

    /**
     * Takes the shards over: raises the epoch of each by one in one transaction and returns the new ones. Called before
     * any actor of the shard is loaded.
     */
    Map<Integer, Long> raise(Collection<Integer> shards, String owner);
}
