package et.net;

import et.proto.client.Kind;

/**
 * A frame that has come in: a view that the connection uses again for the next one. Valid until {@link ConnectionListener#frame} returns, except for
 * what it hands out: strings and the payload are the receiver's to keep. Absent numbers are 0, absent texts empty, as in protobuf.
 */
public interface Frame {

    Kind kind();

    long number();

    /** FNV-1a hash of the payload's message name. */
    int message();

    String toType();

    String toId();

    /** The payload's bytes, copied out of the read buffer once; never null, maybe empty. */
    byte[] payload();

    long ack();

    long pushAck();

    /** The kind as it came when it is none of {@link Kind}; then {@link #kind} is {@code UNRECOGNIZED}. */
    int kindNumber();
}
