package et.session;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The sessions that gateways of this container hold. An OSGi service of the gateway; any thread; never blocks. */
public interface Sessions {

    /** The topic of the notices by which gateways are told of sessions that end or move: an {@code et.auth.Notice}. */
    String NOTICES = "sessions";

    /** The sessions, in no particular order. */
    CompletionStage<List<Line>> list();

    /** Figures since the start, for receipts: subtract two readings. */
    CompletionStage<Counters> counters();

    /**
     * One session.
     *
     * @param connected whether a client is connected now
     * @param held requests not yet answered
     * @param pushes pushes not yet acknowledged
     * @param requests the number of the last request taken: how many there were, as they are numbered from 1
     * @param oldest the number of the oldest request not yet answered, 0 when {@code held} is 0; a receipt's window closes by it
     */
    record Line(
            long session,
            String player,
            boolean connected,
            String transport,
            InetAddress address,
            Instant since,
            int held,
            int pushes,
            long requests,
            long oldest) {}

    /**
     * Figures of all sessions of this container, now and since the start.
     *
     * @param accepted requests taken from clients, each number once
     * @param answered requests answered, by an answer or a failure
     * @param held requests taken and not yet answered
     * @param abandoned requests whose session ended before the answer
     * @param unexpected answers for requests that were not held, or answered already
     * @param reordered answers of one actor that came in another order than its requests, unless a question was under way
     * @param disconnected connections that this side ended, or lost, without the client asking for it
     */
    record Counters(
            long accepted,
            long answered,
            long held,
            long abandoned,
            long unexpected,
            long reordered,
            long disconnected) {}
}
