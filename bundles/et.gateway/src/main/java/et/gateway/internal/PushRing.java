package et.gateway.internal;

import et.net.Connection;

/**
 * The pushes of one session that its client has not acknowledged, bounded in number and bytes. When the bound is reached the oldest is
 * dropped: the client cannot be brought up to date any more and has to take a snapshot.
 */
final class PushRing {

    /** @param snapshot whether it is no push, but word that the client is to take a snapshot of the actor */
    private record Push(boolean snapshot, String type, String id, int message, byte[] payload) {

        void send(Connection to, long number) {
            if (snapshot) {
                to.snapshot(number, type, id);
            } else {
                to.push(number, message, type, id, payload);
            }
        }
    }

    private final int mostPushes;
    private final int mostBytes;
    private Push[] ring = new Push[8];
    private int bytes;

    /** The number of the oldest push that is kept; {@code last + 1} when none is. */
    private long first;

    /** The number of the newest push. */
    private long last;

    /** @param last the number of the newest push that the session had before */
    PushRing(int mostPushes, int mostBytes, long last) {
        this.mostPushes = mostPushes;
        this.mostBytes = mostBytes;
        this.last = last;
        this.first = last + 1;
    }

    /** How many are kept. */
    int size() {
        return (int) (last + 1 - first);
    }

    /** The number of the newest push. */
    long last() {
        return last;
    }

    /** Keeps a push and gives it its number. */
    long add(String type, String id, int message, byte[] payload) {
        return add(new Push(false, type, id, message, payload));
    }

    /** Keeps word that the client is to take a snapshot of an actor, and gives it its number: it has its place among the pushes. */
    long addSnapshot(String type, String id) {
        return add(new Push(true, type, id, 0, Client.NOTHING));
    }

    private long add(Push push) {
        int length = push.payload().length;
        if (size() == ring.length && ring.length < mostPushes) {
            grow();
        }
        while (size() > 0 && (size() == Math.min(ring.length, mostPushes) || bytes + length > mostBytes)) {
            dropFirst();
        }
        last++;
        ring[slot(last)] = push;
        bytes += length;
        return last;
    }

    /** The client has seen all pushes up to {@code number}. */
    void seen(long number) {
        while (first <= last && first <= number) {
            dropFirst();
        }
    }

    /** Whether every push after {@code seen} is still here. */
    boolean reaches(long seen) {
        return seen >= first - 1 && seen <= last;
    }

    /** Sends again what is kept. */
    void replay(Connection connection) {
        for (long number = first; number <= last; number++) {
            ring[slot(number)].send(connection, number);
        }
    }

    private int slot(long number) {
        return (int) (number & (ring.length - 1));
    }

    @SuppressWarnings("NullAway") // a slot outside of first..last is never read
    private void dropFirst() {
        int slot = slot(first);
        bytes -= ring[slot].payload().length;
        ring[slot] = null;
        first++;
    }

    private void grow() {
        Push[] old = ring;
        ring = new Push[2 * old.length];
        for (long number = first; number <= last; number++) {
            ring[slot(number)] = old[(int) (number & (old.length - 1))];
        }
    }
}
