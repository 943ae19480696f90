package et.api;

import com.google.protobuf.Message;
import et.api.table.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/**
 * What a handler may do besides returning the next state. Valid only on the lane and only until the handler returns; keeping it is an error
 * that the next use reports.
 *
 * <p>Effects are collected while the handler runs. They leave when it has returned and, unless it is relaxed, its change is
 * durable. When it throws they are dropped.
 */
public interface ActorContext {

    /** This actor. */
    ActorRef self();

    /** The session whose request is handled; empty for messages of actors, timers and answers that no session waits for. */
    Optional<SessionRef> session();

    /** The actor that sent the message; empty for clients and timers. */
    Optional<ActorRef> sender();

    /** The time, the same during the whole of a handler. Never ask the JDK: tests and replay need this one. */
    Instant now();

    /** Random numbers; reproducible in tests and replay. */
    RandomGenerator random();

    /** A new number, unique among all ids that any container ever gave. Positive. */
    long newId();

    /**
     * Answers whoever sent the message. At most once per message. A request whose handler neither replies nor asks is answered with an empty
     * message of no type. After an {@link #ask} or {@link #blocking} the duty to reply goes to the handler of the answer.
     */
    void reply(Message answer);

    /** Pushes to the session whose request is handled. */
    void push(Message message);

    /** Pushes to a session that has joined this actor; to any other it is dropped and counted. */
    void push(SessionRef to, Message message);

    /** Pushes to these sessions, encoded once; as {@link #push(SessionRef, Message)} for each. */
    void push(Collection<SessionRef> to, Message message);

    /** Pushes to all sessions that have joined this actor, encoded once. */
    void broadcast(Message message);

    /** The session whose request is handled joins this actor: it can be pushed to until it leaves or ends. Again is no harm. */
    void join();

    /** The session leaves this actor. A session that had not joined is no harm. The handler of {@link Handlers#left} is not called. */
    void leave(SessionRef session);

    /** The sessions that have joined this actor. */
    Collection<SessionRef> joined();

    /** Sends a message, at most once: it is lost when the other actor's container dies. */
    void tell(ActorRef to, Message message);

    /**
     * Sends a message exactly once: it is stored with this handler's change and sent again until the other actor has stored it. In a relaxed
     * handler it makes the handler durable.
     */
    void send(ActorRef to, Message message);

    /**
     * Asks another actor. Its reply comes to this actor as a message for the handler of {@link Handlers#answer}, or else as a
     * {@link Failure}, after {@code deadline} (1 ms to 1 min) at the latest.
     */
    void ask(ActorRef to, Message question, Duration deadline);

    /**
     * Runs work that blocks on a bounded pool. Its result comes to this actor as a message for the handler of {@link Handlers#answer}, or else
     * as a {@link Failure}. The work must not touch the context.
     */
    void blocking(Callable<? extends Message> work, Duration deadline);

    /**
     * Writes a row of a table that the logic has declared, over one with the same key if there is one; columns that this version does not know keep what they have. It is
     * in the database together with this handler's change, or not at all; in a relaxed handler with the actor's next write. At most 64 rows and 64 KiB in one
     * handler, deleted ones included.
     */
    void put(Record row);

    /**
     * Writes a row whose key must be free. When it is not, this handler's change cannot be stored: whoever waits is told so, and the actor goes back to its last write. Ask with a
     * {@linkplain et.api.table.Query#fresh fresh} query first, and this decides between two who asked at once. In a relaxed handler it makes the handler durable.
     */
    void insert(Record row);

    /** Deletes the row with this key, whose parts are in the order of the record; none is no harm. As {@link #put} in all else. */
    void delete(Class<? extends Record> table, Object... key);

    /**
     * Looks for rows. What is found comes to this actor for the handler of {@link Handlers#found} of this name, or else it gets a {@link Failure}, after
     * {@code deadline} (1 ms to 1 min) at the latest. The query is put when this handler's change is durable. An answer of more than 1 MiB is a failure.
     */
    void find(String name, Query<?> query, Duration deadline);

    /** Starts the timer once, {@code delay} from now (up to 365 days); a running one of that name starts anew. It outlives a restart. */
    void startTimer(String name, Duration delay);

    /** Starts the timer to fire every {@code period} (10 ms or more), first after one period. What was missed while away fires once. */
    void startTimerEvery(String name, Duration period);

    /** Stops the timer. One that is not running is no harm. */
    void stopTimer(String name);
}
