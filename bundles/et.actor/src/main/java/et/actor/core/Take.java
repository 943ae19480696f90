package et.actor.core;

import et.actor.core.Handling.Outcome;
import et.api.ActorRef;
import et.api.Failure;
import et.api.SessionRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message as an actor handled it: all that the handler saw, and all that came of it. Bytes and classes of the core only.
 *
 * @param before the actor's state, and whose code handled the message
 */
record Take(Call call, Cell.Bytes before, Ending ending) {

    /**
     * What the handler was called with.
     *
     * @param handler its name, as {@link HandlerEntry#name}
     * @param argument what it was called for
     * @param joined the sessions that had joined
     * @param nowMs what {@code ctx.now} said
     * @param seed of what {@code ctx.random} gave
     * @param ids what {@code ctx.newId} gave
     */
    record Call(
            ActorRef actor,
            String handler,
            Argument argument,
            @Nullable SessionRef session,
            @Nullable ActorRef sender,
            List<SessionRef> joined,
            long nowMs,
            long seed,
            List<Long> ids) {}

    /** A message, a failed question, a session that has left; or none of them, as for a timer. */
    record Argument(
            byte @Nullable [] message,
            @Nullable Failure failure,
            @Nullable SessionRef left) {}

    /**
     * What came of it.
     *
     * @param text why it was refused or failed; else empty
     * @param state the actor's state then, of the code and schema that {@code before} has; of no meaning unless it is done
     * @param deeds in the order in which the handler asked for them; the reply, timers and rows of tables are the last
     */
    record Ending(Outcome outcome, String text, byte[] state, List<Deed> deeds) {}

    /** The memory that it takes, about. */
    int bytes() {
        byte[] message = call.argument.message;
        int deeds = 0;
        for (Deed deed : ending.deeds) {
            deeds += 64 + deed.bytes();
        }
        return 400
                + (message == null ? 0 : message.length)
                + 32 * call.joined.size()
                + before.state().length
                + ending.state.length
                + deeds;
    }
}
