package et.gateway.internal;

import et.net.Frame;
import et.proto.client.Kind;

/** A frame as a client would send it. */
record FakeFrame(
        Kind kind, long number, int message, String toType, String toId, byte[] payload, long ack, long pushAck)
        implements Frame {

    static FakeFrame of(Kind kind, byte[] payload) {
        return new FakeFrame(kind, 0, 0, "", "", payload, 0, 0);
    }

    static FakeFrame request(long number, int message, String toType, String toId, byte[] payload) {
        return new FakeFrame(Kind.REQUEST, number, message, toType, toId, payload, 0, 0);
    }

    FakeFrame acking(long answers, long pushes) {
        return new FakeFrame(kind, number, message, toType, toId, payload, answers, pushes);
    }

    @Override
    public int kindNumber() {
        return kind == Kind.UNRECOGNIZED ? 99 : kind.getNumber();
    }
}
