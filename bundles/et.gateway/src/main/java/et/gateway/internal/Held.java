package et.gateway.internal;

import et.cluster.Request;
import java.util.Arrays;

/**
 * The requests of one session that are not answered yet, in the order of their numbers. A ring in parallel arrays: taking the oldest out,
 * which is nearly always the one that is answered, moves nothing; and no object is made per request.
 */
final class Held {

    /** The request has been taken and counted before; its answer is not counted again. */
    static final int AGAIN = 1 << 30;

    /** Its handler asked somebody; others may be answered before it. */
    static final int ASKED = 1 << 29;

    private static final int SENDS = ASKED - 1;

    private Request[] requests = new Request[8];
    private long[] taken = new long[8];
    private long[] sent = new long[8];

    /** The two flags, and in the bits below how often the request has been sent. */
    private int[] marks = new int[8];

    private int head;
    private int size;
    private int bytes;

    int size() {
        return size;
    }

    /** Bytes of all payloads. */
    int bytes() {
        return bytes;
    }

    Request request(int index) {
        return requests[at(index)];
    }

    long number(int index) {
        return requests[at(index)].number();
    }

    /** The number of the last request below {@code number} to the same actor, or 0. */
    long before(long number, int shard, String type, String id) {
        for (int i = size - 1; i >= 0; i--) {
            Request earlier = request(i);
            if (earlier.number() < number
                    && earlier.shard() == shard
                    && earlier.id().equals(id)
                    && earlier.type().equals(type)) {
                return earlier.number();
            }
        }
        return 0;
    }

    /** When the request was taken from the client, in nanoseconds of the loop's clock. */
    long taken(int index) {
        return taken[at(index)];
    }

    /** When the request was sent last; meaningless if it has not been sent. */
    long sent(int index) {
        return sent[at(index)];
    }

    /** How often the request has been sent. */
    int sends(int index) {
        return marks[at(index)] & SENDS;
    }

    boolean is(int flag, int index) {
        return (marks[at(index)] & flag) != 0;
    }

    void mark(int flag, int index) {
        marks[at(index)] |= flag;
    }

    void sent(int index, long now) {
        int at = at(index);
        sent[at] = now;
        marks[at]++;
    }

    /** The index of a number, or -1 when it is not held. */
    int indexOf(long number) {
        if (size > 0 && requests[head].number() == number) {
            return 0;
        }
        int index = insertion(number);
        return index < size && number(index) == number ? index : -1;
    }

    /** Takes a request whose number is not held yet; returns its index. */
    int add(Request request, long now, int flag) {
        if (size == requests.length) {
            grow();
        }
        int index = insertion(request.number());
        for (int i = size; i > index; i--) {
            move(at(i - 1), at(i));
        }
        int at = at(index);
        requests[at] = request;
        taken[at] = now;
        sent[at] = 0;
        marks[at] = flag;
        size++;
        bytes += request.payload().length;
        return index;
    }

    void remove(int index) {
        bytes -= requests[at(index)].payload().length;
        if (index == 0) {
            clear(head);
            head = (head + 1) & (requests.length - 1);
        } else {
            for (int i = index; i < size - 1; i++) {
                move(at(i + 1), at(i));
            }
            clear(at(size - 1));
        }
        size--;
    }

    /** The first index whose number is not smaller. */
    private int insertion(long number) {
        int low = 0;
        int high = size;
        if (size > 0 && number(size - 1) < number) {
            return size;
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (number(middle) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int at(int index) {
        return (head + index) & (requests.length - 1);
    }

    private void move(int from, int to) {
        requests[to] = requests[from];
        taken[to] = taken[from];
        sent[to] = sent[from];
        marks[to] = marks[from];
    }

    @SuppressWarnings("NullAway") // a slot outside of the ring is never read
    private void clear(int at) {
        requests[at] = null;
    }

    private void grow() {
        int length = requests.length;
        requests = Arrays.copyOf(requests, 2 * length);
        taken = Arrays.copyOf(taken, 2 * length);
        sent = Arrays.copyOf(sent, 2 * length);
        marks = Arrays.copyOf(marks, 2 * length);
        // What was before the head continues after the old end; the ring is full, so that is all of it.
        for (int i = 0; i < head; i++) {
            move(i, length + i);
            clear(i);
        }
    }
}
