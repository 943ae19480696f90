package et.gateway.internal;

/**
 * What one loop has counted since the start. Plain numbers: only the loop touches them. They are counted where things happen, never derived
 * from each other, so that {@code accepted - answered - abandoned - held} is a measurement: whatever is not 0 was lost.
 */
final class Tally {

    /** Requests taken from clients, each number once. */
    long accepted;

    /** Of those, answered by an answer or a failure. */
    long answered;

    /** Of those, given up because their session ended. */
    long abandoned;

    /** Answers that nobody waited for, and that no repetition explains. */
    long unexpected;

    /** Answers of one actor to one session that overtook an earlier one. */
    long reordered;

    /** Connections of sessions that ended without the client's asking for it. */
    long disconnected;

    Tally copy() {
        Tally copy = new Tally();
        copy.add(this);
        return copy;
    }

    void add(Tally other) {
        accepted += other.accepted;
        answered += other.answered;
        abandoned += other.abandoned;
        unexpected += other.unexpected;
        reordered += other.reordered;
        disconnected += other.disconnected;
    }
}
