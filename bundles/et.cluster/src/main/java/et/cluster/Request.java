package et.cluster;

/**
 * A request of a session to an actor, on its way to a lane.
 *
 * @param session the session's id
 * @param player the id of the session's player
 * @param number the request's number in its session, from 1
 * @param after the number of the session's request to the same actor before this one that is still unanswered, 0 when there is none: an
 *     actor that has not applied that one must not take this one, but say {@link ReturnPath#moved}, and both come again in order
 * @param ack answers up to this number have reached the client, and need not be remembered
 * @param shard the shard of the actor, {@link Shards#of}
 * @param epoch of the owner of the shard that it is sent to, 0 while there is none: a lane that has the shard under another epoch says
 *     {@link ReturnPath#moved}, since its actors may have gone back and the sender does not know
 * @param type the actor's type
 * @param id the actor's id
 * @param message hash of the message's name
 * @param payload the message; owned by the request, never changed
 * @param path the way back
 */
public record Request(
        long session,
        String player,
        long number,
        long after,
        long ack,
        int shard,
        long epoch,
        String type,
        String id,
        int message,
        byte[] payload,
        ReturnPath path) {

    /** The same request behind another one, to an owner. */
    public Request to(long owner, long before) {
        return owner == epoch && before == after
                ? this
                : new Request(session, player, number, before, ack, shard, owner, type, id, message, payload, path);
    }
}
