package et.actor.core;

import et.api.ActorRef;
import et.api.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What became of a question or of blocking work.
 *
 * @param origin who waits for the reply of the actor that asked
 * @param from the actor that answered, if one did
 * @param payload the answer; null when there is none
 * @param failure why there is none; null when there is one
 */
record AskEnded(
        Origin origin,
        @Nullable ActorRef from,
        @Nullable Payload payload,
        @Nullable Failure failure) {}
