package et.client;

import com.google.protobuf.ByteString;

/**
 * An answer in bytes.
 *
 * @param number the request's
 * @param message {@link MessageId} of the payload; 0 when there is none
 */
public record Answer(long number, int message, ByteString payload) {}
