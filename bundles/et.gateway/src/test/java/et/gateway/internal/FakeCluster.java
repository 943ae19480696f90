package et.gateway.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Tier;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A cluster that remembers what its members were told. */
final class FakeCluster implements Cluster {

    final List<byte[]> told = new CopyOnWriteArrayList<>();

    @Override
    public void tell(Tier tier, String topic, byte[] notice) {
        told.add(notice);
    }

    @Override
    public List<Member> members() {
        return List.of();
    }

    @Override
    public @Nullable Place place(int shard) {
        return null;
    }

    @Override
    public Registration listen(Listener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void suspect(String container, long incarnation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> drain(String container) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> undrain(String container) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> move(int shard, String container) {
        throw new UnsupportedOperationException();
    }
}
