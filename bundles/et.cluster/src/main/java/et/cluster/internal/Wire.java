package et.cluster.internal;

/**
 * What goes over a link: frames over TCP, or over TLS 1.3 over TCP.
 *
 * <pre>
 * frame   = length (4 bytes, of what follows; at most max.frame, looked at before anything is allocated), type (1 byte), fields
 * varint  = 7 bits a byte, the lowest first, the top bit set in all but the last; at most 5 bytes, or 10 for numbers of requests
 * fixed   = big endian
 * text    = varint of its length in bytes, UTF-8
 * bytes   = all that is left of the frame
 * </pre>
 *
 * <p>Whoever connects is the <i>gateway end</i>, also when it carries parcels for lanes or calls for a manager; whoever accepts is the <i>lane
 * end</i>. The first frame each way is HELLO, the gateway end's first. It says whom it expects at the other end, down to the process: a
 * connection to a port that somebody else has got meanwhile is refused.
 *
 * <pre>
 * both ways
 *  1 HELLO     magic fixed 4, version 1 byte, flags 1 byte (1: send me ROUTES), tiers 1 byte (1 gateway, 2 manager, 4 logic),
 *              container text, incarnation fixed 8, expected container text, its incarnation fixed 8, lane varint
 *  2 PING      asks for a sign of life
 *  3 PONG      is one
 *  4 TYPE      text: the next actor type of this direction; below, a type is a varint, counted from 0
 * to the lane
 * 16 ATTACH    slot varint, session fixed 8, player text: before the first use of the slot; slots count up and never come again
 * 17 DETACH    slot varint: the session has ended
 * 18 REQUEST   slot varint, number varint, after varint, ack varint, shard varint, epoch varint, type, id text, message fixed 4, payload bytes
 * 19 REJOIN    slot varint, shard varint, epoch varint, type, id text
 * 20 ENDED     session fixed 8, player text, shard varint, type, id text: the slot may be gone already
 * 21 PARCEL    bytes
 * 22 CALL      call varint, service text, bytes
 * to the gateway
 * 32 DETACHED  slot varint: nothing more will come for it
 * 33 ANSWER    slot varint, number varint, message fixed 4, payload bytes
 * 34 ASKED     slot varint, number varint
 * 35 FAIL      slot varint, number varint, code varint, text
 * 36 MOVED     slot varint, shard varint
 * 37 PUSH      type, id text, message fixed 4, slots varint, that many slots varint, payload bytes: one frame for all that get the same
 * 38 JOINED    slot varint, shard varint, type, id text, epoch varint
 * 39 LEFT      slot varint, shard varint, type, id text
 * 40 RETURN    call varint, outcome 1 byte (0 answered, 1 failed, 2 no such service, 3 too many calls), bytes
 * 41 ROUTES    to the end: message fixed 4, type text, reach 1 byte (0 own, 1 any)
 * 42 CLOSED    slot varint, shard varint, type, id text, epoch varint
 * 43 STALE     slot varint, type, id text
 * </pre>
 *
 * <p>A frame that is not like this, of an unknown type, or with bytes left over, ends the link. The version grows with every change.
 */
final class Wire {

    static final int MAGIC = 0x65744c6b;
    static final int VERSION = 2;

    static final int HELLO = 1;
    static final int PING = 2;
    static final int PONG = 3;
    static final int TYPE = 4;

    static final int ATTACH = 16;
    static final int DETACH = 17;
    static final int REQUEST = 18;
    static final int REJOIN = 19;
    static final int ENDED = 20;
    static final int PARCEL = 21;
    static final int CALL = 22;

    static final int DETACHED = 32;
    static final int ANSWER = 33;
    static final int ASKED = 34;
    static final int FAIL = 35;
    static final int MOVED = 36;
    static final int PUSH = 37;
    static final int JOINED = 38;
    static final int LEFT = 39;
    static final int RETURN = 40;
    static final int ROUTES = 41;
    static final int CLOSED = 42;
    static final int STALE = 43;

    /** Outcomes of a RETURN. */
    static final int ANSWERED = 0;

    static final int FAILED = 1;
    static final int UNKNOWN_SERVICE = 2;
    static final int TOO_MANY_CALLS = 3;

    /** The length, and the type. */
    static final int HEAD = 5;

    /** Nobody has said yet who it is: a HELLO is not longer. */
    static final int HELLO_MOST = 512;

    /** Names of types, actors, players and services, in bytes: an actor's id has at most 128 characters. */
    static final int NAME_MOST = 1024;

    /** Actor types of one direction of a link. */
    static final int TYPES_MOST = 4096;

    /** Slots of one link at a time. */
    static final int SLOTS_MOST = 1 << 18;

    /** The text of a FAIL, in characters, and in bytes. */
    static final int TEXT_MOST = 1000;

    static final int TEXT_BYTES_MOST = 3 * TEXT_MOST;

    /** Slots of one PUSH. */
    static final int PUSH_MOST = 1024;

    private Wire() {}
}
