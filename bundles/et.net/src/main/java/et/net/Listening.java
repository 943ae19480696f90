package et.net;

import java.net.InetSocketAddress;
import java.util.List;

/** What the transports are doing. An OSGi service. Any thread. */
public interface Listening {

    /**
     * A transport that listens.
     *
     * @param transport {@code tcp} or {@code ws}
     * @param address where, with the port that was really bound
     * @param connections open connections
     * @param accepted connections since the start
     * @param refused connections turned away by a limit since the start
     * @param malformed connections closed for a frame that broke the protocol, since the start
     */
    record Listener(
            String transport,
            InetSocketAddress address,
            int connections,
            long accepted,
            long refused,
            long malformed) {}

    /** All transports that listen now. */
    List<Listener> listeners();

    /** Says {@code STOPPING} to every client, stops listening and closes. Blocks until all is sent, 2 s at most. Never called on a loop. */
    void stop();
}
