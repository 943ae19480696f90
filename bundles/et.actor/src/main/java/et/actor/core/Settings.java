package et.actor.core;

/**
 * What can be set. Times are milliseconds.
 *
 * @param limits bounds on what is kept
 * @param times how long things may take
 * @param faults when code is named and cut off
 */
public record Settings(Limits limits, Times times, Faults faults) {

    /** What a container without configuration uses. */
    public static final Settings DEFAULT = new Settings(Limits.DEFAULT, Times.DEFAULT, Faults.DEFAULT);

    /**
     * Bounds on what is kept.
     *
     * @param stash messages that wait for one actor while it is loaded or cannot write
     * @param stashBytes their bytes
     * @param held messages that wait for one type on one lane while it has no logic
     * @param answers answers remembered for one session by one actor
     * @param answerBytes their bytes
     * @param outbox stored messages of one actor that were not yet taken
     * @param actors live actors of one lane
     * @param recorded bytes of recorded messages of one lane; 0: none are
     */
    public record Limits(
            int stash, int stashBytes, int held, int answers, int answerBytes, int outbox, int actors, int recorded) {

        public static final Limits DEFAULT = new Limits(1024, 1 << 20, 1000, 128, 256 << 10, 1024, 500_000, 4 << 20);
    }

    /**
     * How long things may take, in milliseconds.
     *
     * @param idle an actor without work stays in memory
     * @param hold a request waits for a logic to come
     * @param resume a session that had joined before its actor was loaded anew may take to show itself
     * @param forget what was received from a session or actor is remembered after its last message
     * @param resend a stored message waits for its receiver, at first; doubled up to thirty times this
     * @param wakePoll between two looks for sleeping actors with work to do
     * @param slice a lane spends at a time on background work, in microseconds
     */
    public record Times(long idle, long hold, long resume, long forget, long resend, long wakePoll, long slice) {

        public static final Times DEFAULT = new Times(300_000, 10_000, 120_000, 86_400_000, 1_000, 10_000, 50);
    }

    /**
     * When code is named and cut off.
     *
     * @param slow a handler that ran this long is named, in milliseconds
     * @param stuck a handler that runs this long is interrupted and cut off, in milliseconds
     * @param failures so many failures of a handler within the window cut it off
     * @param slows so many runs longer than {@code verySlow} within the window cut it off
     * @param verySlow in milliseconds
     * @param window in milliseconds
     */
    public record Faults(long slow, long stuck, int failures, int slows, long verySlow, long window) {

        public static final Faults DEFAULT = new Faults(100, 2_000, 20, 3, 1_000, 10_000);
    }
}
