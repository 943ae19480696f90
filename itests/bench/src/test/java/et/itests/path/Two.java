package et.itests.path;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.Tier;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A cluster in which nothing ever changes: one logic container has all shards. */
final class Two implements Cluster {

    private volatile @Nullable Member logic;

    /** The logic container is there, its lanes at these ports. */
    void join(Self self, List<Integer> ports) {
        logic = new Member(
                self.container(),
                self.incarnation(),
                self.tiers(),
                Member.State.UP,
                self.host(),
                ports,
                false,
                Load.NONE);
    }

    @Override
    public List<Member> members() {
        Member there = logic;
        return there == null ? List.of() : List.of(there);
    }

    @Override
    public @Nullable Place place(int shard) {
        Member there = logic;
        return there == null
                ? null
                : new Place(there.container(), shard % there.lanes().size(), 1);
    }

    @Override
    public Registration listen(Listener listener) {
        return () -> {};
    }

    @Override
    public void suspect(String container, long incarnation) {}

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

    @Override
    public void tell(Tier tier, String topic, byte[] notice) {}
}
