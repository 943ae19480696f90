package et.gateway.internal;

import et.cluster.Cluster;
import et.cluster.Routes;
import et.cluster.internal.NodeLinks;
import et.itests.path.Defaults;
import et.net.Connection;
import et.net.ConnectionListener;
import et.net.Endpoint;
import et.net.Loops;
import et.session.Authenticator;
import io.netty.channel.EventLoop;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway without a container. It says on which loop the last connection is. */
public final class GatewayParts implements Endpoint {

    private final Gateway gateway;
    private volatile @Nullable EventLoop last;

    public GatewayParts(Loops loops, Cluster cluster, NodeLinks links, Routes routes, Authenticator authenticator) {
        Gateway.Config config = Defaults.of(Gateway.Config.class, Map.of());
        gateway = new Gateway(config, loops, cluster, links, links, routes, authenticator);
    }

    @Override
    public ConnectionListener accepted(Connection connection) {
        last = connection.loop();
        return gateway.accepted(connection);
    }

    public @Nullable EventLoop last() {
        return last;
    }

    public void close() {
        gateway.deactivate();
    }
}
