package et.client;

import et.proto.client.Envelope;
import et.proto.client.Resumed;
import et.proto.client.Resumed.Pushes;
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

    /** A push of which the server says only that it may be missing. */
    void snapshot(Envelope frame) {
        if (isNew(frame.getNumber())) {
            tally.snapshots.increment();
            try {
                settings.listener().snapshotNeeded(frame.getToType(), frame.getToId());
            } catch (RuntimeException e) {
                log.warn("A listener failed over the snapshot of {}/{}", frame.getToType(), frame.getToId(), e);
            }
        }
    }

    void take(Envelope frame) {
        long number = frame.getNumber();
        if (!isNew(number)) {
            return;
        }
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

    private boolean isNew(long number) {
        if (number <= last) {
            tally.repeatedPushes.increment();
            return false;
        }
        if (number != last + 1) {
            tally.missedPushes.increment();
        }
        last = number;
        return true;
    }
}
