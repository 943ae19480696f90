package et.client;

import et.proto.client.Envelope;
import et.proto.client.Pushes;
import et.proto.client.Resumed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pushes in the order of their numbers, each once. On the client's loop. */
final class PushOrder {

    private static final Logger log = LoggerFactory.getLogger(PushOrder.class);

    private final ClientBuilder.Settings settings;
    private final Tally tally;
    private long last;

    PushOrder(ClientBuilder.Settings settings, Tally tally) {
        this.settings = settings;
        this.tally = tally;
    }

    /** The number of the last push taken. */
    long last() {
        return last;
    }

    void resumed(Resumed resumed) {
        if (resumed.getPushes() == Pushes.SNAPSHOT) {
            tally.snapshots.increment();
            last = Math.max(last, resumed.getNextPush() - 1);
        }
    }

    void take(Envelope frame) {
        long number = frame.getNumber();
        if (number <= last) {
            tally.repeatedPushes.increment();
            return;
        }
        if (number != last + 1) {
            tally.missedPushes.increment();
        }
        last = number;
        tally.pushes.increment();
        Push push = new Push(number, frame.getToType(), frame.getToId(), frame.getMessage(), frame.getPayload());
        try {
            settings.listener().pushed(push);
            ClientBuilder.PushHandler<?> handler = settings.pushes().get(push.message());
            if (handler != null) {
                handler.hear(push);
            }
        } catch (RuntimeException e) {
            log.warn("A listener failed over push {} of {}/{}", number, push.type(), push.id(), e);
        }
    }
}
