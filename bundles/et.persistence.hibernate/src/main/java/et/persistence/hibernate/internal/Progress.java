package et.persistence.hibernate.internal;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the primary has written, and since when it was there at the latest: by that, and by this container's clock alone, it is told how old the answers of a
 * replica are. A replica whose replication has stopped is old as soon as it lacks something, whatever the server says of itself: its own figure is whole seconds,
 * costs a right, and says 0 while its connection to the primary is cut and nobody has noticed.
 *
 * <p>Any thread.
 */
final class Progress {

    /** So many changes of position are remembered: some minutes of looks. Who is further behind counts as so far behind. */
    private static final int REMEMBERED = 1024;

    /** @param after when it was not there yet, or not known to be, as {@link System#nanoTime} */
    private record Sample(long after, Position position) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Position known = Position.NOWHERE;
    private long looked;

    /** @param now from when on something is new, as {@link System#nanoTime} */
    Progress(long now) {
        looked = now;
    }

    /** The primary's position has been asked. */
    synchronized void seen(Position position, long now) {
        var newest = samples.peekLast();
        if (newest == null || !newest.position.equals(position)) {
            samples.addLast(new Sample(looked, position));
            if (samples.size() > REMEMBERED) {
                samples.removeFirst();
            }
        }
        looked = now;
        acknowledged(position);
    }

    /** A transaction of this container is committed. */
    synchronized void acknowledged(Position position) {
        if (!known.reaches(position)) {
            known = known.and(position);
        }
    }

    /** All that is known to be committed. */
    synchronized Position known() {
        return known;
    }

    /** For how long at most a server in this position lacks something, in nanoseconds; 0 when it lacks nothing that was seen. */
    synchronized long behind(Position position, long now) {
        long since = now;
        for (var newestFirst = samples.descendingIterator(); newestFirst.hasNext(); ) {
            var sample = newestFirst.next();
            if (position.reaches(sample.position)) {
                break;
            }
            since = sample.after;
        }
        return now - since;
    }

    /** Another server is the primary from now on. */
    synchronized void begin(Position position, long now) {
        samples.clear();
        known = position;
        looked = now;
    }
}
