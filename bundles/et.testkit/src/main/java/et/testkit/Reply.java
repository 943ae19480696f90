package et.testkit;

import com.google.protobuf.Internal;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import et.actor.core.MessageNames;

/**
 * What came back for a request.
 *
 * @param number the request's number
 * @param code 0, or why it failed: a code of the protocol below 1000, a game's own from 1000
 * @param text one sentence, when it failed
 * @param message hash of the answer's message name
 * @param payload the answer
 */
public record Reply(long number, int code, String text, int message, byte[] payload) {

    /** The answer as a message of this class; fails when the request failed or the answer is of another type. */
    public <M extends Message> M as(Class<M> type) {
        if (code != 0) {
            throw new AssertionError("request " + number + " failed with " + code + ": " + text);
        }
        return read(type, message, payload);
    }

    /** Whether it was answered. */
    public boolean ok() {
        return code == 0;
    }

    static <M extends Message> M read(Class<M> type, int message, byte[] payload) {
        M empty = Internal.getDefaultInstance(type);
        String name = empty.getDescriptorForType().getFullName();
        if (MessageNames.hash(name) != message) {
            throw new AssertionError("message " + Integer.toHexString(message) + " (expected: " + name + ")");
        }
        try {
            return type.cast(empty.getParserForType().parseFrom(payload));
        } catch (InvalidProtocolBufferException unreadable) {
            throw new AssertionError("not a readable " + name, unreadable);
        }
    }
}
