package et.actor.core;

import static et.proto.client.Code.DEADLINE_VALUE;
import static et.proto.client.Code.LOGIC_FAILED_VALUE;
import static et.proto.client.Code.OUTCOME_UNKNOWN_VALUE;
import static et.proto.client.Code.QUARANTINED_VALUE;
import static et.proto.client.Code.UNKNOWN_MESSAGE_VALUE;
import static et.proto.client.Code.UNREADABLE_VALUE;

import et.actor.core.Handling.Outcome;
import et.api.ActorRef;
import et.api.Failure;
import et.api.Failure.Reason;
import et.cluster.Request;
import org.jspecify.annotations.Nullable;

/** Hands one message to a live actor: each request and each stored message once, whatever comes again. */
final class Delivery {

    private final Lane lane;
    private final Handling handling;

    Delivery(Lane lane, Handling handling) {
        this.lane = lane;
        this.handling = handling;
    }

    /** Delivers whatever was admitted. The cell is live. */
    void deliver(Cell cell, TypeEntry entry, Object incoming) {
        if (incoming instanceof SessionEnded ended && cell.sessions.find(ended.session()) == null) {
            return;
        }
        if (incoming instanceof Rejoined rejoined) {
            rejoined(cell, rejoined);
            return;
        }
        if (cell.fresh && !create(cell, entry)) {
            lane.refuse(cell, incoming, LOGIC_FAILED_VALUE, "The actor could not be created; nothing was changed.");
            return;
        }
        if (incoming instanceof Request request) {
            request(cell, entry, request);
        } else if (incoming instanceof Parcel.Tell tell) {
            message(cell, entry, tell.from(), tell.payload(), null);
        } else if (incoming instanceof Parcel.Ask ask) {
            message(cell, entry, ask.from(), ask.payload(), ask.back());
        } else if (incoming instanceof Parcel.Send send) {
            stored(cell, entry, send);
        } else if (incoming instanceof AskEnded ended) {
            answer(cell, entry, ended);
        } else if (incoming instanceof SessionEnded ended) {
            left(cell, entry, ended);
        }
    }

    private boolean create(Cell cell, TypeEntry entry) {
        HandlerEntry created = entry.created;
        if (created != null) {
            handling.context(cell, entry);
            if (handling.run(cell, entry, created, Lane.NOTHING) == Outcome.FAILED) {
                return false;
            }
        }
        cell.fresh = false;
        return cell.phase == Cell.Phase.LIVE;
    }

    private void request(Cell cell, TypeEntry entry, Request request) {
        SessionEntry session = meet(cell, request);
        if (request.number() <= session.last) {
            repeat(session, request.number());
            return;
        }
        if (request.after() > session.last) {
            // What comes before got lost on its way here: taking this one first would turn it into a repeat.
            request.path().moved(request.shard());
            return;
        }
        HandlerEntry handler = entry.messages.get(request.message());
        if (handler == null || !handler.fromClients) {
            handling.refuse(
                    cell, session, request.number(), UNKNOWN_MESSAGE_VALUE, entry.type + " takes no such request.");
        } else if (handler.conduct.cutOff()) {
            handling.refuse(
                    cell,
                    session,
                    request.number(),
                    QUARANTINED_VALUE,
                    "This request is switched off because it kept failing.");
        } else {
            Object message = handler.read(request.payload());
            if (message == null) {
                handling.refuse(
                        cell,
                        session,
                        request.number(),
                        UNREADABLE_VALUE,
                        "The payload is no " + handler.name.substring(handler.name.indexOf(' ') + 1) + ".");
                return;
            }
            Context ctx = handling.context(cell, entry);
            ctx.session = session;
            ctx.answered = new Answered(request.number());
            handling.run(cell, entry, handler, message);
        }
    }

    /** Takes note of the session's newest way and of what it has seen. */
    private SessionEntry meet(Cell cell, Request request) {
        SessionEntry session = cell.sessions.of(request.session(), request.player());
        session.touchedMs = lane.coarseMs();
        if (session.path != request.path()) {
            session.reached(request.path(), cell.ref);
            session.player = request.player();
            if (session.joined()) {
                long epoch = lane.shards().epoch(cell.shard);
                request.path().joined(cell.shard, cell.ref.type(), cell.ref.id(), epoch);
            }
        }
        session.ack(request.ack());
        return session;
    }

    private void repeat(SessionEntry session, long number) {
        Answered answered = session.find(number);
        if (answered != null) {
            lane.figures().repeat();
            if (answered.lost) {
                answered.lost = false;
                answered.fail(
                        OUTCOME_UNKNOWN_VALUE,
                        "The request was applied, but its answer was lost when its actor was loaded again.");
            }
            if (answered.open) {
                if (session.path != null) {
                    session.path.asked(number);
                }
            } else if (!answered.waiting) {
                Departures.tell(session, answered);
            }
        } else if (number <= session.acked) {
            lane.figures().repeat();
        } else {
            if (number <= session.forgotten) {
                lane.figures().repeat();
            } else {
                lane.figures().reordered();
            }
            if (session.path != null) {
                session.path.fail(
                        number,
                        OUTCOME_UNKNOWN_VALUE,
                        "A later request of this session was applied before; what became of this one is not known.");
            }
        }
    }

    private void message(Cell cell, TypeEntry entry, ActorRef from, Payload payload, Parcel.@Nullable Return back) {
        HandlerEntry handler = entry.messages.get(payload.message());
        Object message = handler == null || handler.conduct.cutOff() ? null : handler.read(payload);
        if (handler == null || message == null) {
            String why = undeliverable(cell, handler, payload.message(), from);
            if (back != null) {
                lane.route(new Parcel.NoAnswer(back, new Failure(Reason.FAILED, 0, why)));
            }
            return;
        }
        Context ctx = handling.context(cell, entry);
        ctx.sender = from;
        ctx.back = back;
        handling.run(cell, entry, handler, message);
    }

    private String undeliverable(Cell cell, @Nullable HandlerEntry handler, int message, ActorRef from) {
        String why;
        if (handler == null) {
            why = cell.ref.type() + " takes no message " + Integer.toHexString(message);
        } else if (handler.conduct.cutOff()) {
            why = handler.name + " of " + cell.ref.type() + " is cut off: " + handler.conduct.reason();
        } else {
            why = "the payload is no " + handler.name;
        }
        lane.faults().undeliverable(cell.ref, from, why);
        return why;
    }

    /** A stored message: applied in the same write as its number, and taken when that is done. One that fails comes again. */
    private void stored(Cell cell, TypeEntry entry, Parcel.Send send) {
        SenderEntry sender = cell.senders.computeIfAbsent(send.from(), none -> new SenderEntry());
        sender.touchedMs = lane.coarseMs();
        if (send.number() <= sender.last) {
            lane.departures().effect(cell, 0, new Effect.Taken(send.from(), sender.last));
            return;
        }
        if (sender.last < send.after()) {
            return;
        }
        HandlerEntry handler = entry.messages.get(send.payload().message());
        Object message = handler == null || handler.conduct.cutOff() ? null : handler.read(send.payload());
        if (handler == null || message == null) {
            undeliverable(cell, handler, send.payload().message(), send.from());
            return;
        }
        Context ctx = handling.context(cell, entry);
        ctx.sender = send.from();
        ctx.stored = sender;
        ctx.storedNumber = send.number();
        handling.run(cell, entry, handler, message);
    }

    private void answer(Cell cell, TypeEntry entry, AskEnded ended) {
        Origin origin = ended.origin();
        origin.pending--;
        cell.owed--;
        Payload payload = ended.payload();
        if (ended.found() != null) {
            found(cell, entry, origin, ended.found());
            return;
        }
        if (payload == null || payload.message() == 0) {
            Failure failure = ended.failure();
            failure(
                    cell,
                    entry,
                    origin,
                    failure != null
                            ? failure
                            : new Failure(Reason.FAILED, 0, ended.from() + " handled the question without a reply"));
            return;
        }
        HandlerEntry handler = entry.answers.get(payload.message());
        Object message = handler == null || handler.conduct.cutOff() ? null : handler.read(payload);
        if (handler == null || message == null) {
            ActorRef from = ended.from() == null ? cell.ref : ended.from();
            String why = handler == null
                    ? entry + " has no handler for the answer " + Integer.toHexString(payload.message())
                    : undeliverable(cell, handler, payload.message(), from);
            if (handler == null) {
                lane.faults().undeliverable(cell.ref, from, why);
            }
            failure(cell, entry, origin, new Failure(Reason.FAILED, 0, why));
            return;
        }
        resume(cell, entry, origin, ended.from());
        handling.run(cell, entry, handler, message);
    }

    private void found(Cell cell, TypeEntry entry, Origin origin, Finds.Found found) {
        HandlerEntry handler = entry.founds.get(found.name());
        if (handler == null || handler.conduct.cutOff()) {
            String why = handler == null
                    ? entry + " has no handler for what \"" + found.name() + "\" finds"
                    : handler.name + " of " + entry + " is cut off";
            failure(cell, entry, origin, new Failure(Reason.FAILED, 0, why));
            return;
        }
        resume(cell, entry, origin, null);
        handling.run(cell, entry, handler, found);
    }

    private void failure(Cell cell, TypeEntry entry, Origin origin, Failure failure) {
        HandlerEntry handler = entry.failure;
        if (handler == null || handler.conduct.cutOff()) {
            int code = failure.reason() == Reason.DEADLINE
                    ? DEADLINE_VALUE
                    : failure.reason() == Reason.REFUSED ? failure.code() : LOGIC_FAILED_VALUE;
            handling.fail(cell, origin, code, failure.text(), failure.reason());
            return;
        }
        resume(cell, entry, origin, null);
        handling.run(cell, entry, handler, failure);
    }

    private void resume(Cell cell, TypeEntry entry, Origin origin, @Nullable ActorRef from) {
        Context ctx = handling.context(cell, entry);
        ctx.origin = origin;
        ctx.session = origin.done ? null : origin.session;
        ctx.sender = from;
    }

    private void rejoined(Cell cell, Rejoined rejoined) {
        SessionEntry session = cell.sessions.find(rejoined.session());
        if (session == null || !session.joined()) {
            rejoined.path().left(cell.shard, cell.ref.type(), cell.ref.id());
            return;
        }
        session.touchedMs = lane.coarseMs();
        session.player = rejoined.player();
        session.reached(rejoined.path(), cell.ref);
    }

    private void left(Cell cell, TypeEntry entry, SessionEnded ended) {
        SessionEntry session = cell.sessions.find(ended.session());
        if (session == null) {
            return;
        }
        boolean joined = session.joined();
        Gauge gauge = entry.tally(lane.index()).gauge();
        if (joined && gauge != null) {
            gauge.ended();
        }
        cell.sessions.forget(session);
        lane.writer().soon(cell);
        HandlerEntry handler = entry.left;
        if (joined && handler != null && !handler.conduct.cutOff()) {
            handling.context(cell, entry);
            handling.run(cell, entry, handler, session.ref());
        }
    }

    /** A timer is due. */
    Outcome timer(Cell cell, TypeEntry entry, HandlerEntry handler, TimerEntry timer) {
        Context ctx = handling.context(cell, entry);
        ctx.timer = timer;
        return handling.run(cell, entry, handler, Lane.NOTHING);
    }
}
