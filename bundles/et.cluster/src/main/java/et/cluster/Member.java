package et.cluster;

import java.util.List;
import java.util.Set;

/**
 * A container, as the others see it.
 *
 * @param container its name
 * @param incarnation the number of its process
 * @param tiers what it is
 * @param state whether it can be relied on
 * @param host the address at which others reach it
 * @param lanes the port of each of its lanes, for links; empty when it has no lanes
 * @param draining whether shards are moved away from it, and none to it
 * @param load what it said last of its load
 */
public record Member(
        String container,
        long incarnation,
        Set<Tier> tiers,
        State state,
        String host,
        List<Integer> lanes,
        boolean draining,
        Load load) {

    public Member {
        tiers = Set.copyOf(tiers);
        lanes = List.copyOf(lanes);
    }

    /** Where a member stands. */
    public enum State {
        /** It is coming in. */
        JOINING,
        /** It takes part. */
        UP,
        /** It is going, orderly. */
        LEAVING,
        /** It does not answer; it will come back, or be removed. */
        UNREACHABLE
    }
}
