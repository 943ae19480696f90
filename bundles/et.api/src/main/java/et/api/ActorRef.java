package et.api;

/**
 * The address of an actor. It exists whether or not the actor is in memory: the first message brings it there.
 *
 * @param type the actor type's name, as in {@link ActorType}
 * @param id the id within the type, 1 to 128 characters, no control characters
 */
public record ActorRef(String type, String id) {

    /** The longest id, in characters. */
    public static final int MAX_ID = 128;

    public ActorRef {
        if (type.isEmpty() || type.length() > 64) {
            throw new IllegalArgumentException("type: \"" + type + "\" (expected: 1 to 64 characters)");
        }
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw new IllegalArgumentException("id: " + id.length() + " characters (expected: 1 to " + MAX_ID + ")");
        }
    }

    /** {@code type/id}. */
    @Override
    public String toString() {
        return type + "/" + id;
    }
}
