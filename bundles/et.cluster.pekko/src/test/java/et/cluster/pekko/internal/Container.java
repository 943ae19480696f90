package et.cluster.pekko.internal;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.NodeTls;
import et.cluster.Parts;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.ShardHost;
import et.cluster.Shards;
import et.cluster.Tier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** A container of a test: the component, and what it would find in OSGi. */
final class Container implements Parts {

    record Me(String container, long incarnation, Set<Tier> tiers, String host, String listen) implements Self {}

    final String name;
    final PekkoCluster cluster;
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();
    volatile UnaryOperator<Load> load = measured -> measured;

    Container(String name, Set<Tier> tiers, int port, String seeds, NodeTls tls, ShardHost host) {
        this(new Me(name, System.currentTimeMillis() << 8, tiers, "127.0.0.1", "127.0.0.1"), port, seeds, tls, host);
    }

    Container(Me me, int port, String seeds, NodeTls tls, ShardHost host) {
        this(me, port, seeds, tls, host, System::nanoTime);
    }

    Container(Me me, int port, String seeds, NodeTls tls, ShardHost host, LongSupplier clock) {
        name = me.container();
        cluster = new PekkoCluster(me, tls, this, config(port, seeds), clock);
        cluster.listen(new Cluster.Listener() {
            @Override
            public void gone(String container, long incarnation) {
                heard.add("gone " + container);
            }
        });
        if (me.tiers().contains(Tier.LOGIC)) {
            cluster.bindHost(host);
            cluster.bindDoors(to -> List.of(9001, 9002));
        }
    }

    @Override
    public Load add(Load measured) {
        return load.apply(measured);
    }

    @Override
    public void hear(String topic, byte[] notice) {
        notices.add(topic + " " + new String(notice, StandardCharsets.UTF_8));
    }

    int has() {
        return has(name);
    }

    /** How many shards a container has, as this one knows it. */
    int has(String container) {
        int count = 0;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            Place place = cluster.place(shard);
            count += place != null && place.container().equals(container) ? 1 : 0;
        }
        return count;
    }

    /** The component's defaults, but these. */
    private static PekkoCluster.Config config(int port, String seeds) {
        return (PekkoCluster.Config) Proxy.newProxyInstance(
                Container.class.getClassLoader(), new Class<?>[] {PekkoCluster.Config.class}, (proxy, method, args) -> {
                    return switch (method.getName()) {
                        case "port" -> port;
                        case "seeds" -> seeds;
                        default -> method.getDefaultValue();
                    };
                });
    }
}
