package et.actor.core;

import et.api.ActorRef;

/** A stored message that its receiver has not taken yet. */
final class OutgoingEntry {

    final long number;
    final ActorRef to;
    final int shard;
    final Payload payload;

    /** The write with which it becomes durable: it does not leave before. */
    final long write;

    OutgoingEntry(long number, ActorRef to, int shard, Payload payload, long write) {
        this.number = number;
        this.to = to;
        this.shard = shard;
        this.payload = payload;
        this.write = write;
    }
}
