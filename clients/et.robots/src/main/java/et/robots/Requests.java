package et.robots;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The requests that a robot has under way: each gets exactly one outcome. Guarded by the lock that it is given. */
final class Requests {

    private final String robot;
    private final Object lock;
    private final Tally tally;
    private int underWay;

    Requests(String robot, Object lock, Tally tally) {
        this.robot = robot;
        this.lock = lock;
        this.tally = tally;
    }

    int underWay() {
        return underWay;
    }

    /**
     * Sends a request. One of the two is told, with the lock held; neither when the session ends before the answer.
     *
     * @param due when it should have been sent, in nanoseconds
     * @param address the actor's type and id, as in {@code arena/meadow}; nothing after the slash for the player's own
     */
    <M extends Message> void send(
            Line line,
            long due,
            String address,
            Message request,
            Parser<M> parser,
            Consumer<M> answered,
            IntConsumer failed) {
        int slash = address.indexOf('/');
        underWay++;
        tally.sent.increment();
        boolean[] over = new boolean[1];
        line.ask(address.substring(0, slash), address.substring(slash + 1), request, outcome -> {
            synchronized (lock) {
                if (over[0]) {
                    tally.found(
                            tally.duplicated, 1, of(request) + "answered again with " + outcome + " (expected: once)");
                    return;
                }
                over[0] = true;
                underWay--;
                if (outcome instanceof Outcome.Lost lost) {
                    tally.found(tally.lost, 1, of(request) + lost.why());
                    return;
                }
                tally.answered(due, System.nanoTime() - due);
                if (outcome instanceof Outcome.Failure failure) {
                    tally.refused.increment();
                    failed.accept(failure.code());
                } else if (outcome instanceof Outcome.Answer answer) {
                    read(request, answer, parser, answered);
                }
            }
        });
    }

    private <M extends Message> void read(
            Message request, Outcome.Answer answer, Parser<M> parser, Consumer<M> answered) {
        M message;
        try {
            message = parser.parseFrom(answer.payload());
        } catch (InvalidProtocolBufferException e) {
            tally.found(tally.errors, 1, of(request) + "its answer cannot be read: " + e.getMessage());
            return;
        }
        answered.accept(message);
    }

    private String of(Message request) {
        return robot + ": " + request.getDescriptorForType().getName() + ": ";
    }
}
