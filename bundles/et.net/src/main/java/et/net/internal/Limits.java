package et.net.internal;

/**
 * What one client may do. A connection keeps the limits that held when it was accepted.
 *
 * @param maxFrame bytes of envelope
 * @param framesPerSecond 0: no limit
 * @param burst frames at once after a pause
 * @param connections in all
 * @param connectionsPerAddress from one IPv4 address or IPv6 /64 network
 * @param handshakeMillis from the connection to the login
 * @param heartbeatMillis silence of three times as long ends a connection
 * @param outputHigh bytes waiting to be sent from which on nothing is read from the client
 * @param outputLimit bytes waiting to be sent at which the connection is closed
 */
record Limits(
        int maxFrame,
        int framesPerSecond,
        int burst,
        int connections,
        int connectionsPerAddress,
        int handshakeMillis,
        int heartbeatMillis,
        int outputHigh,
        int outputLimit) {

    Limits {
        within("max.frame", maxFrame, 256, 1 << 24);
        within("frames.per.second", framesPerSecond, 0, 1_000_000);
        within("frames.burst", burst, 1, 1_000_000);
        within("connections", connections, 1, 10_000_000);
        within("connections.per.address", connectionsPerAddress, 1, 10_000_000);
        within("handshake.ms", handshakeMillis, 100, 600_000);
        within("heartbeat.ms", heartbeatMillis, 100, 600_000);
        within("output.high", outputHigh, 1024, 1 << 30);
        within("output.limit", outputLimit, 1024, 1 << 30);
        if (outputLimit <= outputHigh) {
            throw new IllegalArgumentException(
                    "et.net output.limit: " + outputLimit + " (expected: more than output.high, " + outputHigh + ")");
        }
    }

    /** Silence that ends a connection, in milliseconds. */
    int idleMillis() {
        return 3 * heartbeatMillis;
    }

    static void within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "et.net " + key + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
