package et.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.nio.charset.StandardCharsets;

/** How a message is named in an envelope: the 32-bit FNV-1a hash of its protobuf full name. */
public final class MessageId {

    private static final int BASIS = 0x811c9dc5;
    private static final int PRIME = 0x01000193;

    private MessageId() {}

    /** The id of the message with this full name, such as {@code hello.Greet}. */
    public static int of(String fullName) {
        int hash = BASIS;
        for (byte next : fullName.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xff)) * PRIME;
        }
        return hash;
    }

    public static int of(Message message) {
        return of(message.getDescriptorForType().getFullName());
    }

    /** The id of the messages that a parser makes. */
    public static int of(Parser<? extends Message> parser) {
        try {
            return of(parser.parseFrom(new byte[0]));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("parser: of a message with required fields (expected: proto3)", e);
        }
    }

    static String text(int id) {
        return String.format("0x%08x", id);
    }
}
