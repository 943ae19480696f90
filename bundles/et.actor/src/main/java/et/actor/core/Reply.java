package et.actor.core;

import org.jspecify.annotations.Nullable;

/**
 * An answer on its way out: to a session, whose number, content or failure stand in {@code answered}, or to a lane that asked.
 *
 * @param session whom it is for; null when an actor asked
 * @param answered what the session is told; null when an actor asked
 * @param parcel what the asking lane is told; null when it is for a session
 */
record Reply(@Nullable SessionEntry session, @Nullable Answered answered, Parcel.@Nullable ToAsker parcel) {

    static Reply to(SessionEntry session, Answered answered) {
        return new Reply(session, answered, null);
    }

    static Reply to(Parcel.ToAsker parcel) {
        return new Reply(null, null, parcel);
    }
}
