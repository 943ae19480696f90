package et.actor.core;

/** How often a handler's messages are recorded: the first few of each tick of a lane's coarse clock, on each lane. */
final class Pace {

    private static final int MOST = 4;

    private final long[] tick;
    private final int[] taken;

    Pace(int lanes) {
        tick = new long[lanes];
        taken = new int[lanes];
    }

    /** Whether it is time for one. On the lane. */
    boolean due(int lane, long nowMs) {
        if (tick[lane] < nowMs) {
            tick[lane] = nowMs;
            taken[lane] = 0;
        }
        return taken[lane] < MOST && tick[lane] == nowMs && ++taken[lane] <= MOST;
    }

    /** None until then. On the lane. */
    void rest(int lane, long untilMs) {
        tick[lane] = untilMs;
    }
}
