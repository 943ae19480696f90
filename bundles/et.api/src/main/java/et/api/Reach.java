package et.api;

/** Which actors of a type a client may send requests to. Other actors may send to all of them in either case. */
public enum Reach {
    /** A client reaches one actor only: the one whose id is the id of the client's own player. */
    OWN,
    /** A client may name any id of the type. The handlers decide what a stranger may do. */
    ANY
}
