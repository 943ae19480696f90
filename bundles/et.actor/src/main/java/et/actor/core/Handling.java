package et.actor.core;

import static et.proto.client.Code.LOGIC_FAILED_VALUE;

import et.api.ActorRef;
import et.api.Failure;
import et.api.Failure.Reason;
import et.api.Refusal;
import et.persistence.TableWrite;
import org.jspecify.annotations.Nullable;

/**
 * Runs one handler: the only place where code of a logic bundle is called for a message. What it asked for takes place together with the next
 * state, or not at all.
 */
final class Handling {

    /** How a handler ended. */
    enum Outcome {
        DONE,
        REFUSED,
        FAILED
    }

    private static final byte[] NOTHING = {};

    private final Lane lane;
    private final Context ctx;
    private final Heap heap = new Heap();

    Handling(Lane lane) {
        this.lane = lane;
        this.ctx = new Context(lane);
    }

    /** The context to fill in before {@link #run}. */
    Context context(Cell cell, TypeEntry entry) {
        ctx.open(cell, entry);
        return ctx;
    }

    /** Calls the handler with the context that was filled in, and makes what it asked for so. */
    Outcome run(Cell cell, TypeEntry entry, HandlerEntry handler, Object argument) {
        Gauge gauge = entry.tally(lane.index()).gauge();
        if (gauge == null) {
            return attempt(cell, entry, handler, argument);
        }
        long began = lane.scheduler().nanoTime();
        long allocated = heap.allocated();
        Outcome outcome = attempt(cell, entry, handler, argument);
        gauge.handled(lane.scheduler().nanoTime() - began, heap.allocated() - allocated, outcome == Outcome.FAILED);
        return outcome;
    }

    private Outcome attempt(Cell cell, TypeEntry entry, HandlerEntry handler, Object argument) {
        Object state = cell.state;
        if (state == null) {
            throw new IllegalStateException(cell.ref + " is not live");
        }
        cell.step++;
        Recording recording = lane.recorder().begin(ctx, cell, entry, handler, state, argument);
        ctx.recording = recording;
        try {
            Object next;
            boolean changed;
            try {
                next = call(cell, handler, state, argument);
                changed = next != state || (entry.inPlace && entry.codec.changed(next));
                if (entry.inPlace && changed && ctx.isDurable(handler)) {
                    cell.bytes = new Cell.Bytes(entry.codec.encode(next), entry.schema, entry.code);
                }
            } catch (Refusal refusal) {
                if (recording != null) {
                    recording.refused(refusal);
                }
                String text = refusal.getMessage() == null ? "" : refusal.getMessage();
                failed(cell, entry, refusal.code(), text, Reason.REFUSED);
                take(cell);
                entry.tally(lane.index()).handled();
                return Outcome.REFUSED;
            } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
                if (recording != null) {
                    recording.failed(thrown);
                }
                lane.faults().failed(entry, handler, cell.ref, thrown);
                entry.tally(lane.index()).failed();
                failed(cell, entry, LOGIC_FAILED_VALUE, "The handler failed; nothing was changed.", Reason.FAILED);
                return Outcome.FAILED;
            }
            if (recording != null) {
                recording.done(next);
            }
            succeed(cell, entry, handler, next, changed);
            entry.tally(lane.index()).handled();
            return Outcome.DONE;
        } finally {
            ctx.close();
        }
    }

    private Object call(Cell cell, HandlerEntry handler, Object state, Object argument) throws Exception {
        lane.probe().begin(cell, handler);
        try {
            Object next = handler.call.call(ctx, state, argument);
            if (next == null) {
                throw new IllegalStateException("the handler returned null (expected: the next state)");
            }
            return next;
        } finally {
            lane.probe().end();
        }
    }

    private void succeed(Cell cell, TypeEntry entry, HandlerEntry handler, Object next, boolean changed) {
        cell.state = next;
        boolean durable = ctx.isDurable(handler);
        boolean booked = book(cell);
        boolean dirty = changed || booked || (durable && ctx.reachesOut);
        SessionEntry session = ctx.session;
        boolean owed = ctx.owesReply();
        Origin origin = ctx.origin;
        if (origin != null && ctx.asks > 0) {
            origin.pending += ctx.asks;
            cell.owed += ctx.asks;
        }
        Reply reply = null;
        if (owed) {
            boolean later = ctx.reply == null && origin != null && origin.pending > 0;
            dirty |= durable && closes(origin);
            reply = later ? promise(session) : answer(cell, session);
        }
        if (changed) {
            cell.applied = true;
        }
        SenderEntry sender = ctx.stored;
        if (sender != null && ctx.sender != null) {
            sender.last = ctx.storedNumber;
            ctx.effects.add(new Effect.Taken(ctx.sender, ctx.storedNumber));
            dirty = true;
        }
        long write = dirty && durable ? cell.nextWrite() : 0;
        int replyAt = ctx.reply == null ? ctx.effects.size() : ctx.replyAt;
        lane.departures().leave(cell, write, reply, ctx.effects, replyAt);
        if (dirty) {
            lane.writer().stints().changed(cell, entry, session, changed, ctx.sends.size(), lane.coarseMs());
            lane.writer().changed(cell, durable, handler.relaxedMillis);
        }
    }

    /** Whether an answer closes what was stored as open. */
    private boolean closes(@Nullable Origin origin) {
        if (origin == null) {
            return false;
        }
        Answered promised = origin.answered;
        return promised != null && promised.open && (ctx.reply != null || origin.pending == 0);
    }

    /** The request stays open; its answer comes from a later handler. */
    private @Nullable Reply promise(@Nullable SessionEntry session) {
        Answered answered = ctx.answered;
        if (session != null && answered != null && !answered.open) {
            answered.open = true;
            session.apply(answered, lane.settings().limits());
            ctx.effects.add(new Effect.Asked(session, answered.number));
        }
        return null;
    }

    private @Nullable Reply answer(Cell cell, @Nullable SessionEntry session) {
        Payload payload = ctx.reply;
        int message = payload == null ? 0 : payload.message();
        byte[] bytes = payload == null ? NOTHING : payload.bytes();
        Origin origin = ctx.origin;
        Answered answered = origin == null ? ctx.answered : origin.answered;
        Parcel.Return back = origin == null ? ctx.back : origin.back;
        if (origin != null) {
            origin.done = true;
            origin.replied = payload != null;
        }
        if (session != null && answered != null) {
            remember(session, answered, answered.open, answered.answer(message, bytes));
            return Reply.to(session, answered);
        }
        return back == null ? null : Reply.to(new Parcel.Answer(back, cell.ref, Payload.of(message, bytes)));
    }

    private void remember(SessionEntry session, Answered answered, boolean wasOpen, Answered filled) {
        if (wasOpen) {
            session.filled(filled, lane.settings().limits());
        } else {
            session.apply(answered, lane.settings().limits());
        }
    }

    /** Makes timers, joins, stored messages and rows of tables so; whether anything changed. */
    private boolean book(Cell cell) {
        boolean changed = false;
        TimerEntry fired = ctx.timer;
        if (fired != null) {
            if (fired.periodMs == 0) {
                cell.timers.remove(fired.name);
                changed = true;
            } else {
                fired.advance(ctx.nowMs());
                cell.timersMoved = true;
            }
        }
        // By index: these lists are nearly always empty, and to walk through one another way takes an object.
        for (int i = 0; i < ctx.timers.size(); i++) {
            changed |= lane.timers().change(cell, ctx.timers.get(i), ctx.nowMs());
        }
        for (int i = 0; i < ctx.leaves.size(); i++) {
            cell.sessions.leave(ctx.leaves.get(i));
            changed = true;
        }
        for (int i = 0; i < ctx.joins.size(); i++) {
            cell.sessions.join(ctx.joins.get(i), cell.step);
            changed = true;
        }
        if (!ctx.sends.isEmpty()) {
            cell.outbox.addAll(ctx.sends);
            cell.lastOutgoing += ctx.sends.size();
            changed = true;
        }
        if (!ctx.tables.writes().isEmpty()) {
            cell.writes = TableWrite.joined(cell.writes, ctx.tables.writes());
            changed = true;
        }
        return changed;
    }

    private void failed(Cell cell, TypeEntry entry, int code, String text, Reason reason) {
        if (entry.inPlace) {
            lane.states().restore(cell, entry);
        }
        if (ctx.owesReply()) {
            Reply reply = failure(cell, ctx.origin, ctx.session, ctx.answered, ctx.back, code, text, reason);
            lane.departures().reply(cell, reply);
        }
    }

    /** A refused stored message has been dealt with all the same: it must not come again. */
    private void take(Cell cell) {
        SenderEntry sender = ctx.stored;
        ActorRef from = ctx.sender;
        if (sender != null && from != null) {
            sender.last = ctx.storedNumber;
            lane.departures().effect(cell, cell.nextWrite(), new Effect.Taken(from, ctx.storedNumber));
            lane.writer().changed(cell, true, 0);
        }
    }

    /** Tells whoever waits for the origin's reply that there is none. */
    void fail(Cell cell, Origin origin, int code, String text, Reason reason) {
        if (!origin.done) {
            Reply reply = failure(cell, origin, origin.session, origin.answered, origin.back, code, text, reason);
            lane.departures().reply(cell, reply);
        }
    }

    private @Nullable Reply failure(
            Cell cell,
            @Nullable Origin origin,
            @Nullable SessionEntry session,
            @Nullable Answered answered,
            Parcel.@Nullable Return back,
            int code,
            String text,
            Reason reason) {
        if (origin != null) {
            origin.done = true;
        }
        if (session != null && answered != null) {
            boolean wasOpen = answered.open;
            remember(session, answered, wasOpen, answered.fail(code, text));
            if (wasOpen) {
                lane.writer().soon(cell);
            }
            return Reply.to(session, answered);
        }
        return back == null
                ? null
                : Reply.to(new Parcel.NoAnswer(back, new Failure(reason, reason == Reason.REFUSED ? code : 0, text)));
    }

    /** Answers a request with a failure without calling a handler; it counts as applied. */
    void refuse(Cell cell, SessionEntry session, long number, int code, String text) {
        Answered answered = new Answered(number).fail(code, text);
        session.apply(answered, lane.settings().limits());
        lane.departures().reply(cell, Reply.to(session, answered));
    }
}
