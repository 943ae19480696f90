package et.persistence;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the changes of many actors into one transaction. An OSGi service; any thread; never blocks.
 *
 * <p>Rows of one actor must be handed over in the order of their revisions by one thread. A newer row of an actor takes
 * the place of an older one that is still waiting (both are then reported when the newer one is written), so a waiting
 * row is never more than one per actor.
 */
public interface Committer {

    /**
     * Hands a row over. {@code done} is called exactly once, on the committer's thread: it must only pass the word on.
     *
     * @return false when the queue is full or closed: nothing was taken over; try again after {@link #whenRoom}
     * @throws IllegalArgumentException when a row of this actor with the same epoch waits whose revision is not smaller
     */
    boolean commit(ActorRow row, Done done);

    /** Calls back once when the queue has room again, on the committer's thread. */
    void whenRoom(Runnable callback);

    /** What the committer has been doing. */
    Stats stats();

    /** Told of the fate of a row. */
    @FunctionalInterface
    interface Done {

        /**
         * The row is durable, or never will be.
         *
         * @param failure null when the row (or a newer one of the same actor) is durable; a {@link FencedException}
         *     when the shard is lost; a {@link StoreException} when the database stayed away for longer than the
         *     configured time, and a {@link RowException} when the store refuses this row: then the actor must be
         *     loaded again, after all its rows that were handed over have been reported (a newer one may still be
         *     written)
         */
        void done(@Nullable RuntimeException failure);
    }

    /**
     * Figures since the start.
     *
     * @param waiting rows in the queue now
     * @param capacity rows that the queue takes
     * @param rows rows written
     * @param coalesced rows that were replaced by newer ones before they were written
     * @param transactions transactions committed
     * @param failures transactions that failed, whether or not a repetition succeeded
     * @param lastMicros how long the last transaction took, in microseconds
     */
    record Stats(
            int waiting, int capacity, long rows, long coalesced, long transactions, long failures, long lastMicros) {}
}
