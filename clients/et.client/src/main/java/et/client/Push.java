package et.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;

/**
 * What an actor has sent on its own account.
 *
 * @param number 1 and up per session
 * @param type of the actor
 * @param id of the actor
 * @param message {@link MessageId} of the payload
 */
public record Push(long number, String type, String id, int message, ByteString payload) {

    /**
     * The payload as a message.
     *
     * @throws IllegalArgumentException when it is another message, or cannot be parsed
     */
    public <M extends Message> M parse(Parser<M> parser) {
        int expected = MessageId.of(parser);
        if (message != expected) {
            throw new IllegalArgumentException(
                    "push: " + MessageId.text(message) + " (expected: " + MessageId.text(expected) + ")");
        }
        try {
            return parser.parseFrom(payload);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("push " + MessageId.text(message) + " cannot be parsed", e);
        }
    }
}
