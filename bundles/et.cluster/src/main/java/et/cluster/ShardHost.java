package et.cluster;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/**
 * What the provider tells the actor runtime of shards. An OSGi service of the runtime; any thread; never blocks.
 *
 * <p>The provider makes sure that a shard is opened here only after its last owner has closed it or is gone; should it be wrong, the epochs in
 * the database keep the old owner from writing.
 */
public interface ShardHost {

    /** How many lanes there are; shard {@code s} lives on lane {@code s % lanes}. */
    int lanes();

    /**
     * Takes shards over: raises their epochs in the store, so that whoever had them cannot write any more, then takes requests for them.
     * Tried again until the store answers.
     *
     * @return the epoch of each
     */
    CompletionStage<Map<Integer, Long>> open(Collection<Integer> shards);

    /**
     * Gives a shard away, orderly: takes no request for it any more, writes what has changed, drops its actors, and tells whoever waits that
     * it moved. Completes when this is done.
     */
    CompletionStage<Void> close(int shard);

    /** Drops all shards at once, unwritten: the cluster goes on without this container. */
    void abandon();

    /** Calls back when the store has refused a write because a shard has another owner; the shard is closed then. */
    void onFenced(IntConsumer shard);
}
