package et.actor.core;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import et.api.StateCodec;

/** Carries a state that is a protobuf message. Unknown fields are kept, so what a newer version wrote survives an older one. */
final class ProtoCodec<S> implements StateCodec<S> {

    private static final byte[] NOTHING = {};

    private final Parser<S> parser;
    private final S initial;

    /** @throws IllegalArgumentException when the parser does not make messages, or they cannot be empty */
    ProtoCodec(Parser<S> parser) {
        this.parser = parser;
        try {
            initial = parser.parseFrom(NOTHING);
        } catch (InvalidProtocolBufferException required) {
            throw new IllegalArgumentException(
                    "state: a new actor's state cannot be empty (expected: a message without required fields)");
        }
        if (!(initial instanceof MessageLite)) {
            throw new IllegalArgumentException(
                    "state: " + initial.getClass().getName() + " (expected: a protobuf message; or give a StateCodec)");
        }
    }

    @Override
    public S initial() {
        return initial;
    }

    @Override
    public byte[] encode(S state) {
        return ((MessageLite) state).toByteArray();
    }

    @Override
    public S decode(byte[] bytes) throws InvalidProtocolBufferException {
        return parser.parseFrom(bytes);
    }

    @Override
    public boolean changed(S state) {
        return false;
    }
}
