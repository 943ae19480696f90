package et.actor.core;

import et.api.ActorRef;
import et.api.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What became of a question, of a query or of blocking work.
 *
 * @param origin who waits for the reply of the actor that asked
 * @param from the actor that answered, if one did
 * @param payload the answer; null when there is none
 * @param found what a query has found; null when it was none, or failed
 * @param failure why there is nothing; null when there is something
 */
record AskEnded(
        Origin origin,
        @Nullable ActorRef from,
        @Nullable Payload payload,
        Finds.@Nullable Found found,
        @Nullable Failure failure) {}
