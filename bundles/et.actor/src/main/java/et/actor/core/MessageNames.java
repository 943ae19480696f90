package et.actor.core;

/** The number that stands for a message's protobuf full name on the wire. */
public final class MessageNames {

    private MessageNames() {}

    /** FNV-1a, 32 bit, over the name's bytes; protobuf names are ASCII. */
    public static int hash(String fullName) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < fullName.length(); i++) {
            hash = (hash ^ fullName.charAt(i)) * 0x01000193;
        }
        return hash;
    }
}
