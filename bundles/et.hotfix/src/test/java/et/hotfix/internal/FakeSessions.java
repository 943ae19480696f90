package et.hotfix.internal;

import static java.util.concurrent.CompletableFuture.completedFuture;

import et.session.Sessions;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Plays readings one after the other; the last one stays. */
final class FakeSessions implements Sessions {

    final Deque<Counters> counters = new ArrayDeque<>();
    final Deque<List<Line>> lists = new ArrayDeque<>();

    static Line line(long session, int held, long requests, long oldest) {
        return new Line(
                session,
                "p" + session,
                true,
                "tcp",
                InetAddress.getLoopbackAddress(),
                Instant.EPOCH,
                held,
                0,
                requests,
                oldest);
    }

    @Override
    public CompletionStage<List<Line>> list() {
        return completedFuture(lists.isEmpty() ? new ArrayList<>() : lists.size() == 1 ? lists.peek() : lists.poll());
    }

    @Override
    public CompletionStage<Counters> counters() {
        return completedFuture(
                counters.isEmpty()
                        ? new Counters(0, 0, 0, 0, 0, 0, 0)
                        : counters.size() == 1 ? counters.peek() : counters.poll());
    }
}
