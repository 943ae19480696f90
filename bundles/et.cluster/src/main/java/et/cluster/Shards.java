package et.cluster;

/** The fixed division of all actors into shards. */
public final class Shards {

    /** How many shards there are, for ever: stored rows carry their shard's number. */
    public static final int COUNT = 256;

    private Shards() {}

    /**
     * The shard of an actor: FNV-1a, 32 bit, over the UTF-16 units of {@code type}, a zero and {@code id}, finished with the
     * murmur3 mixer so that ids that count up spread evenly.
     */
    public static int of(String type, String id) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < type.length(); i++) {
            hash = (hash ^ type.charAt(i)) * 0x01000193;
        }
        hash *= 0x01000193;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x01000193;
        }
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        hash ^= hash >>> 16;
        return hash & (COUNT - 1);
    }
}
