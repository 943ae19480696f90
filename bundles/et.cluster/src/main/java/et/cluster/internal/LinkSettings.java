package et.cluster.internal;

/**
 * The configuration of links, checked.
 *
 * @param silentPings after so many pings in a row without a sign of life the link counts as broken
 */
record LinkSettings(
        int port,
        int connections,
        int handshakeMillis,
        int pingMillis,
        int silentPings,
        int frame,
        int high,
        int limit,
        int callMillis,
        int calls) {

    static LinkSettings of(LinkConfig config) {
        int ping = within("ping.millis", config.ping_millis(), 10, 60_000);
        int silence = within("silence.millis", config.silence_millis(), 2 * ping, 600_000);
        int frame = within("max.frame", config.max_frame(), 65_536, 268_435_456);
        int high = within("output.high", config.output_high(), 65_536, Integer.MAX_VALUE);
        return new LinkSettings(
                within("port", config.port(), 0, 65_535),
                within("connections", config.connections(), 1, 65_536),
                within("handshake.millis", config.handshake_millis(), 100, 60_000),
                ping,
                silence / ping,
                frame,
                high,
                within("output.limit", config.output_limit(), Math.max(high, frame), Integer.MAX_VALUE),
                within("call.millis", config.call_millis(), 10, 600_000),
                within("calls", config.calls(), 1, 1_000_000));
    }

    private static int within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    LinkConfig.PID + " " + key + ": " + value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }
}
