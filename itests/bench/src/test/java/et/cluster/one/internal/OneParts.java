package et.cluster.one.internal;

import et.cluster.Cluster;
import et.cluster.Self;
import et.cluster.ShardHost;

/** The cluster of one container, without the container. */
public final class OneParts {

    private OneParts() {}

    public static Cluster of(Self self, ShardHost host) {
        OneCluster cluster = new OneCluster(self);
        cluster.setHost(host);
        return cluster;
    }
}
