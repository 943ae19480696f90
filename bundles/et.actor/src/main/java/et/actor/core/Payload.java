package et.actor.core;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way between actors. On the lane where it was made it may still be the object that a handler built; everywhere else, and wherever
 * it may outlive a switch, it is bytes.
 */
public final class Payload {

    private final int message;
    private byte @Nullable [] bytes;
    private @Nullable Message object;

    private Payload(int message, byte @Nullable [] bytes, @Nullable Message object) {
        this.message = message;
        this.bytes = bytes;
        this.object = object;
    }

    /** A message as bytes, which are not changed any more. */
    public static Payload of(int message, byte[] bytes) {
        return new Payload(message, bytes, null);
    }

    static Payload of(int message, Message object) {
        return new Payload(message, null, object);
    }

    /** Hash of the message's name. */
    public int message() {
        return message;
    }

    /** The message as bytes; not to be changed. */
    public byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            Message made = object;
            if (made == null) {
                throw new IllegalStateException("a payload has neither bytes nor an object");
            }
            known = made.toByteArray();
            bytes = known;
        }
        return known;
    }

    /** Lets go of the object, so that no class of a logic bundle is held. */
    Payload seal() {
        bytes();
        object = null;
        return this;
    }

    /** The object itself, if it is still here and of exactly that class. */
    @Nullable Message as(Class<?> type) {
        Message made = object;
        return made != null && made.getClass() == type ? made : null;
    }
}
