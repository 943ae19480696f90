package et.actor.core;

import org.jspecify.annotations.Nullable;

/** Who waits for a reply while the actor itself waits for answers. */
final class Origin {

    /** The session whose request it is, and what is remembered of it; null when an actor asked. */
    final @Nullable SessionEntry session;

    final @Nullable Answered answered;

    /** Where the answer goes when an actor asked. */
    final Parcel.@Nullable Return back;

    /** Answers that are still to come. */
    int pending;

    /** Nobody waits: the reply has been given, or there never was anybody. */
    boolean done;

    /** A handler gave the reply. */
    boolean replied;

    Origin(@Nullable SessionEntry session, @Nullable Answered answered, Parcel.@Nullable Return back) {
        this.session = session;
        this.answered = answered;
        this.back = back;
    }
}
