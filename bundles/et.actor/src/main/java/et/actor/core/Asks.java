package et.actor.core;

import com.google.protobuf.Message;
import et.actor.core.LaneScheduler.Scheduled;
import et.api.Failure;
import et.api.Failure.Reason;
import et.cluster.Shards;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The questions, the queries and the blocking work of a lane's actors that have no answer yet. In memory only: a crash ends them, and their origins learn that the outcome is unknown. */
final class Asks {

    /** A question, or work, under way. */
    private static final class Waiting {
        private final Cell cell;
        private final Origin origin;
        private final Scheduled deadline;
        private final @Nullable BlockingWork work;

        Waiting(Cell cell, Origin origin, Scheduled deadline, @Nullable BlockingWork work) {
            this.cell = cell;
            this.origin = origin;
            this.deadline = deadline;
            this.work = work;
        }
    }

    private final Lane lane;
    private final Executor pool;
    private final Finds finds;
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private long last;

    Asks(Lane lane, Executor pool, Finds finds) {
        this.finds = finds;
        this.lane = lane;
        this.pool = pool;
    }

    int size() {
        return waiting.size();
    }

    void ask(Cell cell, Effect.Ask ask) {
        long number = open(cell, ask.origin(), ask.deadlineMs(), null, ask.to() + " did not answer");
        Parcel.Return back = new Parcel.Return(lane.container(), lane.index(), number);
        boolean sent = lane.route(new Parcel.Ask(
                cell.ref, ask.to(), Shards.of(ask.to().type(), ask.to().id()), ask.payload(), back));
        if (!sent) {
            answered(new Parcel.NoAnswer(
                    back, new Failure(Reason.FAILED, 0, "there is no way to " + ask.to() + " now")));
        }
    }

    void block(Cell cell, Effect.Blocking effect) {
        long number = last + 1;
        Parcel.Return back = new Parcel.Return(lane.container(), lane.index(), number);
        if (lane.states().choice().of(cell) != effect.entry()) {
            // Its bundle has been replaced since the handler asked: nothing of it may start any more.
            open(cell, effect.origin(), effect.deadlineMs(), null, "");
            answered(new Parcel.NoAnswer(
                    back, new Failure(Reason.FAILED, 0, "the code of the blocking work was replaced before it began")));
            return;
        }
        BlockingWork work =
                new BlockingWork(effect.work(), effect.entry(), ended -> lane.post(() -> ended(cell, back, ended)));
        open(cell, effect.origin(), effect.deadlineMs(), work, "the blocking work did not end");
        try {
            pool.execute(work);
        } catch (RejectedExecutionException full) {
            answered(new Parcel.NoAnswer(back, new Failure(Reason.FAILED, 0, "the pool for blocking work is full")));
        }
    }

    void find(Cell cell, Effect.Find find) {
        long number = open(cell, find.origin(), find.deadlineMs(), null, "the query was not answered");
        finds.find(
                find, (found, failure) -> ended(number, ask -> new AskEnded(ask.origin, null, null, found, failure)));
    }

    private void ended(Cell cell, Parcel.Return back, BlockingWork.Ended ended) {
        Throwable thrown = ended.thrown();
        if (thrown != null && waiting.containsKey(back.ask())) {
            lane.faults().blockingFailed(ended.entry(), cell.ref, thrown);
        }
        Payload payload = ended.payload();
        answered(
                payload != null
                        ? new Parcel.Answer(back, cell.ref, payload)
                        : new Parcel.NoAnswer(
                                back,
                                new Failure(
                                        Reason.FAILED,
                                        0,
                                        thrown == null
                                                ? "the blocking work returned null"
                                                : "the blocking work failed")));
    }

    private long open(Cell cell, Origin origin, long deadlineMs, @Nullable BlockingWork work, String late) {
        long number = ++last;
        Parcel.Return back = new Parcel.Return(lane.container(), lane.index(), number);
        Scheduled deadline = lane.after(
                deadlineMs,
                () -> answered(new Parcel.NoAnswer(
                        back, new Failure(Reason.DEADLINE, 0, late + " within " + deadlineMs + " ms"))));
        waiting.put(number, new Waiting(cell, origin, deadline, work));
        cell.asks++;
        return number;
    }

    /** An answer has come, or none will. */
    void answered(Parcel.ToAsker parcel) {
        ended(
                parcel.to().ask(),
                ask -> parcel instanceof Parcel.Answer answer
                        ? new AskEnded(ask.origin, answer.from(), answer.payload(), null, null)
                        : new AskEnded(ask.origin, null, null, null, ((Parcel.NoAnswer) parcel).failure()));
    }

    private void ended(long number, Function<Waiting, AskEnded> how) {
        Waiting ask = waiting.remove(number);
        if (ask == null) {
            lane.figures().lateAnswer();
            return;
        }
        close(ask);
        AskEnded ended = how.apply(ask);
        lane.admit(
                ask.cell, ended, ended.payload() == null ? 0 : ended.payload().bytes().length);
    }

    private static void close(Waiting ask) {
        ask.deadline.cancel();
        ask.cell.asks--;
        if (ask.work != null) {
            ask.work.cancel();
        }
    }

    /** Forgets what a cell waits for that is no more. */
    void forget(Cell cell) {
        if (cell.asks > 0) {
            Iterator<Waiting> all = waiting.values().iterator();
            while (all.hasNext()) {
                Waiting ask = all.next();
                if (ask.cell == cell) {
                    all.remove();
                    close(ask);
                }
            }
        }
    }

    /** Cancels blocking work of code that is going. */
    void cancel(TypeEntry entry) {
        for (Map.Entry<Long, Waiting> ask : Map.copyOf(waiting).entrySet()) {
            BlockingWork work = ask.getValue().work;
            if (work != null && work.entry() == entry) {
                answered(new Parcel.NoAnswer(
                        new Parcel.Return(lane.container(), lane.index(), ask.getKey()),
                        new Failure(Reason.FAILED, 0, "the code of the blocking work was stopped")));
            }
        }
    }

    /** What a lane knows of work that ran on the pool. */
    static Payload encode(Message message) {
        return Payload.of(MessageNames.hash(message.getDescriptorForType().getFullName()), message)
                .seal();
    }
}
