package et.client;

import com.google.protobuf.ByteString;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The requests of one session: those that were sent and are not answered, and those that wait for the window. On the client's loop. */
final class Requests {

    private final Map<Long, Request> unanswered = new LinkedHashMap<>();
    private final Deque<Request> queue = new ArrayDeque<>();
    private final Tally tally;
    private final int longestQueue;

    private int window;
    private long last;
    private @Nullable SessionEndedException end;

    Requests(int longestQueue, Tally tally) {
        this.longestQueue = longestQueue;
        this.tally = tally;
    }

    /** A request that a caller waits for. */
    static final class Request {

        final String type;
        final String id;
        final int message;
        final ByteString payload;
        final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private long number;

        Request(String type, String id, int message, ByteString payload) {
            this.type = type;
            this.id = id;
            this.message = message;
            this.payload = payload;
        }

        /** An upper bound of the frame's size, in bytes of envelope. */
        int largestSize() {
            // Tags, numbers and lengths: at most 11 bytes for each of eight fields.
            return 88 + 3 * (type.length() + id.length()) + payload.size();
        }

        Envelope.Builder envelope() {
            return Envelope.newBuilder()
                    .setKind(Kind.REQUEST)
                    .setNumber(number)
                    .setMessage(message)
                    .setToType(type)
                    .setToId(id)
                    .setPayload(payload);
        }
    }

    /** The server allows so many unanswered requests. */
    void window(int requests) {
        window = requests;
    }

    /** Takes a request on, or fails it. */
    void add(Request request) {
        if (end != null) {
            request.answer.completeExceptionally(end);
        } else if (queue.size() >= longestQueue) {
            request.answer.completeExceptionally(new QueueFullException(queue.size()));
        } else {
            queue.add(request);
            count();
        }
    }

    /** The next request that may be sent now, with its number; null when there is none. */
    @Nullable Request next() {
        if (unanswered.size() >= window) {
            return null;
        }
        Request next = queue.poll();
        if (next != null) {
            next.number = ++last;
            unanswered.put(next.number, next);
            tally.sent.increment();
            count();
        }
        return next;
    }

    /** All that was sent and not answered, in order. */
    List<Request> again() {
        tally.resent.add(unanswered.size());
        return new ArrayList<>(unanswered.values());
    }

    /** The request that an answer or failure is for, which is answered herewith; null when it is for none. */
    @Nullable Request answered(long number) {
        Request request = unanswered.remove(number);
        if (request != null) {
            count();
        } else if (number >= 1 && number <= last) {
            tally.repeatedAnswers.increment();
        } else {
            tally.unknownAnswers.increment();
        }
        return request;
    }

    /** All answers up to this number have been seen. */
    long ack() {
        return unanswered.isEmpty() ? last : unanswered.keySet().iterator().next() - 1;
    }

    /** The highest number used. */
    long last() {
        return last;
    }

    /** There will be no more answers. */
    void end(SessionEndedException why) {
        end = why;
        List<Request> all = new ArrayList<>(unanswered.values());
        all.addAll(queue);
        // What was unanswered stays counted as such.
        queue.clear();
        tally.queued.set(0);
        all.forEach(request -> request.answer.completeExceptionally(why));
    }

    private void count() {
        tally.unanswered.set(unanswered.size());
        tally.queued.set(queue.size());
    }
}
