package et.net.internal;

import et.itests.path.Defaults;
import et.net.Endpoint;
import et.net.Loops;
import java.util.Map;

/** The network edge without a container. */
public final class NetParts {

    private final Transports transports;

    /** Listens for TCP on any free port, and takes as many frames a second as come. */
    public NetParts(Loops loops, Endpoint endpoint) {
        Map<String, Object> config = Map.of("tcp_port", 0, "ws_port", -1, "frames_per_second", 0);
        transports = new Transports(Defaults.of(Transports.Config.class, config), loops);
        transports.setEndpoint(endpoint);
    }

    public int port() {
        return transports.listeners().get(0).address().getPort();
    }

    public void close() {
        transports.deactivate();
    }
}
