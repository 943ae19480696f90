package et.actor.core;

import et.cluster.ReturnPath;
import et.cluster.Shards;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets effects leave in the order in which they were asked for: none before the write that they belong to, and none before an earlier one. */
final class Departures {

    private final Lane lane;

    Departures(Lane lane) {
        this.lane = lane;
    }

    /**
     * Lets a handler's effects leave, now or after the write.
     *
     * @param write the write to wait for; 0 when only those before them
     * @param effects the context's list, which is used again
     */
    void leave(Cell cell, long write, @Nullable Reply reply, List<Effect> effects, int replyAt) {
        if (reply == null && effects.isEmpty()) {
            return;
        }
        if (write == 0 && cell.staged.isEmpty()) {
            int size = effects.size();
            for (int at = 0; at <= size; at++) {
                if (at == replyAt && reply != null) {
                    emit(reply);
                }
                if (at < size) {
                    emit(cell, effects.get(at));
                }
            }
            return;
        }
        Object[] kept = effects.isEmpty() ? Staged.NONE : effects.toArray();
        for (Object effect : kept) {
            seal(effect);
        }
        stage(cell, new Staged(write, reply, kept, replyAt));
    }

    /** Lets one answer leave, behind those before it. */
    void reply(Cell cell, @Nullable Reply reply) {
        if (reply == null) {
            return;
        }
        if (cell.staged.isEmpty()) {
            emit(reply);
        } else {
            stage(cell, new Staged(0, reply, Staged.NONE, 0));
        }
    }

    /** Lets one effect of the core leave, after the write. */
    void effect(Cell cell, long write, Effect effect) {
        if (write == 0 && cell.staged.isEmpty()) {
            emit(cell, effect);
        } else {
            stage(cell, new Staged(write, null, new Object[] {effect}, 0));
        }
    }

    private static void stage(Cell cell, Staged staged) {
        Reply reply = staged.reply();
        if (reply != null && reply.answered() != null) {
            reply.answered().waiting = true;
        }
        cell.staged.addLast(staged);
    }

    private static void seal(Object effect) {
        if (effect instanceof Effect.Tell tell) {
            tell.payload().seal();
        } else if (effect instanceof Effect.Ask ask) {
            ask.payload().seal();
        }
    }

    /** Lets everything leave that waited for this write or an earlier one. */
    void written(Cell cell, long write) {
        Staged first = cell.staged.peekFirst();
        while (first != null && first.write() <= write) {
            cell.staged.pollFirst();
            Object[] effects = first.effects();
            Reply reply = first.reply();
            for (int at = 0; at <= effects.length; at++) {
                if (at == first.replyAt() && reply != null) {
                    emit(reply);
                }
                if (at < effects.length) {
                    emit(cell, (Effect) effects[at]);
                }
            }
            first = cell.staged.peekFirst();
        }
    }

    private void emit(Reply reply) {
        SessionEntry session = reply.session();
        Answered answered = reply.answered();
        Parcel.ToAsker parcel = reply.parcel();
        if (session != null && answered != null) {
            answered.waiting = false;
            tell(session, answered);
        } else if (parcel != null) {
            lane.route(parcel);
        }
    }

    /** Tells a session the answer that is remembered. */
    static void tell(SessionEntry session, Answered answered) {
        ReturnPath path = session.path;
        if (path == null) {
            return;
        }
        if (answered.code == 0) {
            path.answer(answered.number, answered.message, answered.payload);
        } else {
            path.fail(answered.number, answered.code, answered.text);
        }
    }

    private void emit(Cell cell, Effect effect) {
        if (effect instanceof Effect.Push push) {
            push(cell, push.to(), push.message(), push.payload());
        } else if (effect instanceof Effect.Broadcast broadcast) {
            List<SessionEntry> joined = cell.sessions.joined();
            for (int at = 0; at < joined.size(); at++) {
                SessionEntry to = joined.get(at);
                if (to.joinedStep <= broadcast.step()) {
                    push(cell, to, broadcast.message(), broadcast.payload());
                }
            }
        } else if (effect instanceof Effect.Tell tell) {
            lane.route(new Parcel.Tell(
                    cell.ref, tell.to(), shard(tell.to().type(), tell.to().id()), tell.payload()));
        } else if (effect instanceof Effect.Ask ask) {
            lane.asks().ask(cell, ask);
        } else if (effect instanceof Effect.Blocking blocking) {
            lane.asks().block(cell, blocking);
        } else if (effect instanceof Effect.Find find) {
            lane.asks().find(cell, find);
        } else if (effect instanceof Effect.Outgoing outgoing) {
            lane.outbox().leave(cell, outgoing.entry());
        } else if (effect instanceof Effect.Taken taken) {
            lane.route(new Parcel.Taken(
                    cell.ref,
                    taken.sender(),
                    shard(taken.sender().type(), taken.sender().id()),
                    taken.number()));
        } else {
            session(cell, effect);
        }
    }

    private void session(Cell cell, Effect effect) {
        if (effect instanceof Effect.Joined joined) {
            ReturnPath path = joined.session().path;
            if (path != null) {
                path.joined(
                        cell.shard,
                        cell.ref.type(),
                        cell.ref.id(),
                        lane.shards().epoch(cell.shard));
            }
        } else if (effect instanceof Effect.Left left) {
            ReturnPath path = left.session().path;
            if (path != null) {
                path.left(cell.shard, cell.ref.type(), cell.ref.id());
            }
        } else if (effect instanceof Effect.Asked asked) {
            ReturnPath path = asked.session().path;
            if (path != null) {
                path.asked(asked.number());
            }
        }
    }

    /** The actor is closed in good order: sessions that have joined learn that nothing is missing, unless it has been used again since it was written. */
    void closed(Cell cell, long epoch) {
        if (cell.settled()) {
            for (SessionEntry session : cell.sessions.joined()) {
                ReturnPath path = session.path;
                if (path != null) {
                    path.closed(cell.shard, cell.ref.type(), cell.ref.id(), epoch);
                }
            }
        }
    }

    /** The actor goes back to its last write, and what it had to say since is lost: sessions that have joined are told. */
    void stale(Cell cell) {
        for (SessionEntry session : cell.sessions.joined()) {
            ReturnPath path = session.path;
            if (path == null) {
                session.missed = true;
            } else {
                path.stale(cell.ref.type(), cell.ref.id());
            }
        }
    }

    private void push(Cell cell, SessionEntry to, int message, byte[] payload) {
        ReturnPath path = to.path;
        if (path == null) {
            to.missed = to.joined();
            lane.figures().pushDropped();
        } else {
            path.push(cell.ref.type(), cell.ref.id(), message, payload);
        }
    }

    private static int shard(String type, String id) {
        return Shards.of(type, id);
    }
}
