package et.actor.core;

import com.google.protobuf.Message;
import et.api.ActorRef;
import et.persistence.TableQuery;
import java.util.concurrent.Callable;

/** What a handler asked for besides the next state, a reply, and what is part of the row. */
sealed interface Effect {

    /** A push to one session. */
    record Push(SessionEntry to, int message, byte[] payload) implements Effect {}

    /** A push to all that had joined up to a step of the actor. */
    record Broadcast(long step, int message, byte[] payload) implements Effect {}

    /** A message, at most once. */
    record Tell(ActorRef to, Payload payload) implements Effect {}

    /** A question. */
    record Ask(ActorRef to, Payload payload, long deadlineMs, Origin origin) implements Effect {}

    /** Work on the blocking pool. */
    record Blocking(Callable<? extends Message> work, long deadlineMs, Origin origin, TypeEntry entry)
            implements Effect {}

    /** A query. */
    record Find(String name, TableQuery query, long deadlineMs, Origin origin) implements Effect {}

    /** A stored message is durable now. */
    record Outgoing(OutgoingEntry entry) implements Effect {}

    /** What was sent up to the number is durable here: its sender need not send it again. */
    record Taken(ActorRef sender, long number) implements Effect {}

    /** The gateway is told that the session has joined. */
    record Joined(SessionEntry session) implements Effect {}

    /** The gateway is told that the session has left. */
    record Left(SessionEntry session) implements Effect {}

    /** The gateway is told that the answer comes later. */
    record Asked(SessionEntry session, long number) implements Effect {}
}
