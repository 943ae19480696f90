package et.actor.core;

import et.api.ActorRef;
import et.api.Failure;

/** What actors and lanes send each other. Carried in memory on one lane, as bytes everywhere else. */
public sealed interface Parcel {

    /** For an actor; found by its shard. */
    sealed interface ToActor extends Parcel {
        ActorRef from();

        ActorRef to();

        int shard();
    }

    /** For the lane that asked. */
    sealed interface ToAsker extends Parcel {
        Return to();
    }

    /** A message, at most once. */
    record Tell(ActorRef from, ActorRef to, int shard, Payload payload) implements ToActor {}

    /** A question, and where its answer goes. */
    record Ask(ActorRef from, ActorRef to, int shard, Payload payload, Return back) implements ToActor {}

    /**
     * A stored message; it comes again until it is {@link Taken}.
     *
     * @param number counts all stored messages of the sender
     * @param after the number of the sender's last message to the same actor that was not yet known to be taken, else 0: this one is not
     *     applied before that one
     */
    record Send(ActorRef from, ActorRef to, int shard, long number, long after, Payload payload) implements ToActor {}

    /** The receiver {@code from} has stored what it was sent up to this number; {@code to} is the sender. */
    record Taken(ActorRef from, ActorRef to, int shard, long number) implements ToActor {}

    /** The answer to an {@link Ask}. */
    record Answer(Return to, ActorRef from, Payload payload) implements ToAsker {}

    /** There is no answer. */
    record NoAnswer(Return to, Failure failure) implements ToAsker {}

    /**
     * Where an answer goes.
     *
     * @param container the asking container
     * @param lane its lane
     * @param ask the number of the question on that lane
     */
    record Return(String container, int lane, long ask) {}
}
