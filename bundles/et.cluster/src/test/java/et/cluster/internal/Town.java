package et.cluster.internal;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Tier;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster for tests: its members are whoever was put in. */
final class Town implements Cluster {

    final List<Member> members = new CopyOnWriteArrayList<>();
    final List<Listener> listeners = new CopyOnWriteArrayList<>();
    final List<String> suspects = new CopyOnWriteArrayList<>();

    void join(TestNode node, List<Integer> lanes) {
        Member member = new Member(
                node.container(),
                node.incarnation(),
                node.tiers(),
                Member.State.UP,
                node.host(),
                lanes,
                false,
                Load.NONE);
        members.removeIf(old -> old.container().equals(member.container()));
        members.add(member);
        listeners.forEach(listener -> listener.changed(member));
    }

    void remove(String container) {
        for (Member member : members()) {
            if (member.container().equals(container)) {
                members.remove(member);
                listeners.forEach(listener -> listener.gone(container, member.incarnation()));
            }
        }
    }

    @Override
    public List<Member> members() {
        return List.copyOf(members);
    }

    @Override
    public Place place(int shard) {
        return null;
    }

    @Override
    public Registration listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void suspect(String container, long incarnation) {
        suspects.add(container + " " + incarnation);
    }

    @Override
    public CompletionStage<Void> drain(String container) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> undrain(String container) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> move(int shard, String container) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void tell(Tier tier, String topic, byte[] notice) {}
}
