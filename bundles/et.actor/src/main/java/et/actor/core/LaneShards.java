package et.actor.core;

import et.cluster.Shards;
import et.persistence.FencedException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shards that live on a lane, with their epochs. */
final class LaneShards {

    private static final Logger log = LoggerFactory.getLogger(LaneRuntime.class);

    /** An id is the epoch (22 bits), the shard (8) and a count (33): no two owners of a shard ever give the same. */
    private static final int COUNT_BITS = 33;

    private static final int SHARD_BITS = 8;
    private static final long MOST_EPOCHS = 1L << (63 - COUNT_BITS - SHARD_BITS);

    private final Lane lane;
    private final long[] epochs = new long[Shards.COUNT];
    private final long[] counts = new long[Shards.COUNT];
    private final boolean[] closing = new boolean[Shards.COUNT];
    private int open;

    LaneShards(Lane lane) {
        this.lane = lane;
    }

    /** The epoch of a shard that is open here; 0 of any other. */
    long epoch(int shard) {
        return epochs[shard];
    }

    /** Whether the shard takes messages here. */
    boolean isOpen(int shard) {
        return epochs[shard] != 0 && !closing[shard];
    }

    /** Whether the shard takes messages here, and its owner is the one who is meant. */
    boolean isOpen(int shard, long epoch) {
        return epochs[shard] == epoch && isOpen(shard);
    }

    /** The shard is here, takes messages no more, and writes what it has. */
    void closing(int shard) {
        closing[shard] = true;
    }

    int open() {
        return open;
    }

    void open(int shard, long epoch) {
        if (epochs[shard] == 0) {
            open++;
        }
        epochs[shard] = epoch;
        closing[shard] = false;
        counts[shard] = 0;
    }

    /** Somebody else has the shard: what is in memory here is worth nothing any more. */
    void lost(int shard, FencedException fenced) {
        if (epochs[shard] != 0) {
            log.error(
                    "Shard {} belongs to another container now ({}). Its actors are dropped here; clients are sent on to its new owner.",
                    shard,
                    fenced.getMessage());
            drop(shard);
            lane.fenced(shard);
        }
    }

    /** Closes a shard at once: its actors are dropped as they are, and who waits for them is sent on. */
    void drop(int shard) {
        close(shard, false);
    }

    /** Closes a shard whose actors have been written: besides, sessions learn that nothing of theirs is missing. */
    void close(int shard) {
        close(shard, true);
    }

    private void close(int shard, boolean orderly) {
        long epoch = epochs[shard];
        if (epoch == 0) {
            return;
        }
        epochs[shard] = 0;
        closing[shard] = false;
        open--;
        List<Cell> gone = new ArrayList<>();
        lane.cells().each(cell -> {
            if (cell.shard == shard) {
                gone.add(cell);
            }
        });
        if (orderly) {
            // All of them before the first one sends anybody on.
            gone.forEach(cell -> lane.departures().closed(cell, epoch));
        }
        for (Cell cell : gone) {
            lane.recovery().moveAway(cell);
        }
    }

    /** A number that no other call, lane, container or restart gives. */
    long newId(int shard) {
        long epoch = epochs[shard];
        long count = ++counts[shard];
        if (epoch >= MOST_EPOCHS || count >= 1L << COUNT_BITS) {
            throw new IllegalStateException("ids of shard " + shard + " are used up (epoch " + epoch + ")");
        }
        return ((epoch << SHARD_BITS) | shard) << COUNT_BITS | count;
    }
}
