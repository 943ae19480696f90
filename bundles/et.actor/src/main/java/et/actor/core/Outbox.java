package et.actor.core;

import et.api.ActorRef;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** Sends stored messages, again and again, until their receivers have taken them. */
final class Outbox {

    private static final int MOST_TIMES = 30;

    private final Lane lane;

    Outbox(Lane lane) {
        this.lane = lane;
    }

    /** A message has become durable. */
    void leave(Cell cell, OutgoingEntry outgoing) {
        long after = 0;
        for (OutgoingEntry earlier : cell.outbox) {
            if (earlier.number >= outgoing.number) {
                break;
            }
            if (earlier.to.equals(outgoing.to)) {
                after = earlier.number;
            }
        }
        send(cell, outgoing, after);
        if (cell.resendTask == null) {
            cell.resendMs = lane.settings().times().resend();
            schedule(cell);
        }
    }

    /** A loaded actor has messages from before. */
    void loaded(Cell cell) {
        if (!cell.outbox.isEmpty()) {
            cell.resendMs = lane.settings().times().resend();
            resend(cell);
        }
    }

    /** The receiver has stored what it was sent up to the number. */
    void taken(Cell cell, ActorRef receiver, long number) {
        boolean removed = false;
        Iterator<OutgoingEntry> entries = cell.outbox.iterator();
        while (entries.hasNext()) {
            OutgoingEntry outgoing = entries.next();
            if (outgoing.number > number) {
                break;
            }
            if (outgoing.to.equals(receiver)) {
                entries.remove();
                removed = true;
            }
        }
        if (removed) {
            cell.resendMs = lane.settings().times().resend();
            lane.writer().soon(cell);
        }
    }

    private void schedule(Cell cell) {
        cell.resendTask = lane.after(cell.resendMs, () -> {
            cell.resendTask = null;
            if (cell.phase != Cell.Phase.GONE && !cell.outbox.isEmpty()) {
                cell.resendMs =
                        Math.min(cell.resendMs * 2, lane.settings().times().resend() * MOST_TIMES);
                resend(cell);
            }
        });
    }

    private void resend(Cell cell) {
        Map<ActorRef, Long> last = new HashMap<>();
        for (OutgoingEntry outgoing : cell.outbox) {
            if (outgoing.write > cell.written) {
                break;
            }
            Long before = last.put(outgoing.to, outgoing.number);
            send(cell, outgoing, before == null ? 0 : before);
        }
        schedule(cell);
    }

    private void send(Cell cell, OutgoingEntry outgoing, long after) {
        lane.route(new Parcel.Send(cell.ref, outgoing.to, outgoing.shard, outgoing.number, after, outgoing.payload));
    }
}
