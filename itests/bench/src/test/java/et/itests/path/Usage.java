package et.itests.path;

/**
 * What requests have used on the loops.
 *
 * @param bytes that the loops' threads have allocated
 * @param handed tasks that one thread has handed to another
 * @param own tasks that a loop has given to itself: the end of a turn
 */
record Usage(double bytes, double handed, double own) {

    static final Usage NONE = new Usage(0, 0, 0);

    Usage plus(Usage more) {
        return new Usage(bytes + more.bytes, handed + more.handed, own + more.own);
    }

    /** What has been used since then, by each of so many requests. */
    Usage since(Usage before, int requests) {
        return new Usage(
                (bytes - before.bytes) / requests, (handed - before.handed) / requests, (own - before.own) / requests);
    }

    /** The smaller figure of each kind. */
    Usage least(Usage other) {
        return new Usage(Math.min(bytes, other.bytes), Math.min(handed, other.handed), Math.min(own, other.own));
    }
}
