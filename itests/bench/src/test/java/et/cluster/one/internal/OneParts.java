package et.cluster.one.internal;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Parts;
import et.cluster.Self;
import et.cluster.ShardHost;

/** The cluster of one container, without the container. */
public final class OneParts {

    private OneParts() {}

    public static Cluster of(Self self, ShardHost host) {
        OneCluster cluster = new OneCluster(self, new Nothing());
        cluster.setHost(host);
        return cluster;
    }

    private static final class Nothing implements Parts {

        @Override
        public Load add(Load load) {
            return load;
        }

        @Override
        public void hear(String topic, byte[] notice) {}
    }
}
