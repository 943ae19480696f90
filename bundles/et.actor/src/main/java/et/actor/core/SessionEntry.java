package et.actor.core;

import et.api.ActorRef;
import et.api.SessionRef;
import et.cluster.ReturnPath;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What an actor knows of one session: what was received from it, what was answered, how it is reached. */
final class SessionEntry {

    final long id;

    /** Whose it is; empty after a reload until the session shows itself, unless it has joined. */
    String player;

    /** The last request that was applied. */
    long last;

    /** All answers up to this request have reached the client. */
    long acked;

    /** Answers up to this request were too many to remember. */
    long forgotten;

    long touchedMs;

    /** The newest way to the session; null after a reload, until it shows itself. */
    @Nullable ReturnPath path;

    /** Something was pushed while there was no way to the session. */
    boolean missed;

    /** Where it stands among those that have joined; -1 when it has not. */
    int joinedAt = -1;

    /** The actor's step in which it joined: what was broadcast before is not for it. */
    long joinedStep;

    private final ArrayDeque<Answered> answers = new ArrayDeque<>(2);
    private int bytes;

    SessionEntry(long id, String player) {
        this.id = id;
        this.player = player;
    }

    SessionRef ref() {
        return new SessionRef(id, player);
    }

    boolean joined() {
        return joinedAt >= 0;
    }

    /** It can be reached this way from now on; what was pushed to it meanwhile it does not know. */
    void reached(ReturnPath by, ActorRef actor) {
        path = by;
        if (missed) {
            missed = false;
            by.stale(actor.type(), actor.id());
        }
    }

    /** Forgets what the client has seen. */
    void ack(long number) {
        if (number <= acked) {
            return;
        }
        acked = number;
        Answered first = answers.peekFirst();
        while (first != null && first.number <= number && !first.open) {
            answers.pollFirst();
            bytes -= first.size();
            first = answers.peekFirst();
        }
    }

    /** Remembers a request as applied, with its answer or the promise of one. */
    void apply(Answered answered, Settings.Limits limits) {
        answers.addLast(answered);
        last = answered.number;
        bytes += answered.size();
        trim(limits);
    }

    /** An answer that was promised has been filled in. */
    void filled(Answered answered, Settings.Limits limits) {
        bytes += answered.size();
        trim(limits);
    }

    private void trim(Settings.Limits limits) {
        while (answers.size() > 1 && (answers.size() > limits.answers() || bytes > limits.answerBytes())) {
            Answered oldest = answers.removeFirst();
            bytes -= oldest.size();
            forgotten = oldest.number;
        }
    }

    /** What is remembered of a request; null when nothing is. */
    @Nullable Answered find(long number) {
        Iterator<Answered> newestFirst = answers.descendingIterator();
        while (newestFirst.hasNext()) {
            Answered answered = newestFirst.next();
            if (answered.number == number) {
                return answered;
            }
            if (answered.number < number) {
                return null;
            }
        }
        return null;
    }

    /** Puts back what was stored. */
    void restore(Answered answered) {
        answers.addLast(answered);
        bytes += answered.size();
    }

    Iterable<Answered> answers() {
        return answers;
    }

    int remembered() {
        return answers.size();
    }
}
