package et.api;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import et.api.table.RowsHandler;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a logic declares in {@link ActorLogic#define}. Every method may be called in {@code define} only.
 *
 * <p>A message class is known on the wire by the 32-bit FNV-1a hash of its protobuf full name. Two names with one hash in the same
 * container, or one request that two types handle without the client naming the type, are refused when the bundle starts.
 *
 * @param <S> the state of one actor
 */
public interface Handlers<S> {

    /** The state is this protobuf message; a new actor starts with the default instance. Required unless a codec is given. */
    void state(Parser<S> parser);

    /** The state is carried by this codec. */
    void state(StateCodec<S> codec);

    /** The number of the state's schema, 1 or more; 1 when not called. Raise it when a stored state needs a migration. */
    void schema(int number);

    /**
     * How a state of schema {@code from} becomes one of {@code from + 1}. It is given the stored bytes as this version's class reads them,
     * with unknown fields kept. A missing step means that the bytes are compatible.
     */
    void upgrade(int from, UnaryOperator<S> step);

    /**
     * How a state of schema {@code to + 1} becomes one that the code of schema {@code to} can read; what a rollback calls when messages
     * were applied since the switch. A missing step means that the bytes are compatible.
     */
    void downgrade(int to, UnaryOperator<S> step);

    /** A request that clients may send; also other actors. */
    <M extends Message> Handling request(Class<M> message, Handler<S, M> handler);

    /** A message that only actors may send. */
    <M extends Message> Handling message(Class<M> message, Handler<S, M> handler);

    /** The answer to an {@link ActorContext#ask}, or the result of an {@link ActorContext#blocking}. */
    <M extends Message> Handling answer(Class<M> message, Handler<S, M> handler);

    /** Rows of this record can be written and found: see {@link et.api.table.Table}. The logics of a bundle that share a table each declare it. At most 16. */
    void table(Class<? extends Record> rows);

    /** The rows that an {@link ActorContext#find} of this name has found. The table is declared before. */
    <R extends Record> Handling found(String name, Class<R> rows, RowsHandler<S, R> handler);

    /** An ask, a find or a blocking call failed. Without this handler, whoever is still waiting for a reply is told. */
    void failure(FailureEvent<S> handler);

    /** A timer of this name fired. */
    Handling timer(String name, Event<S> handler);

    /** The actor has no stored state and is about to handle its first message. */
    void created(Event<S> handler);

    /** A session that had joined this actor has ended: logged out, kicked, or not resumed in time. */
    void left(SessionEvent<S> handler);

    /**
     * Whether what an actor is for is over, such as a match that has a winner. A hotfix of the policy {@code end} lets an actor keep this version of its code until then. Asked on the lane,
     * before a message is handled while such a hotfix goes on, and of stored states on other threads: the answer depends on nothing but the state, changes nothing, and comes at once. One that
     * throws counts as not over.
     */
    void over(Predicate<S> test);

    /** Options of one handler. */
    interface Handling {

        /**
         * The effects of this handler leave at once; its change is written within {@code every} (100 ms to 10 min). See {@link Relaxed} for what
         * that gives up.
         */
        Handling relaxed(Duration every);

        /** The opposite, in a logic whose class is {@link Relaxed}: effects leave when the change is durable. */
        Handling durable();
    }
}
