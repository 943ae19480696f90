package et.hotfix.internal;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.Tier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Logic containers that can ring each other. */
final class FakeCluster {

    /** Who is there, and how they are. */
    final Map<String, Member.State> members = new ConcurrentHashMap<>();

    /** Who hears rings. */
    final Map<String, Doorbell> services = new ConcurrentHashMap<>();

    final List<String> drained = new CopyOnWriteArrayList<>();

    /** What this container is. */
    static Self self(String container, long incarnation) {
        return new Self() {
            @Override
            public String container() {
                return container;
            }

            @Override
            public long incarnation() {
                return incarnation;
            }

            @Override
            public Set<Tier> tiers() {
                return Set.of(Tier.LOGIC);
            }

            @Override
            public String host() {
                return "127.0.0.1";
            }

            @Override
            public String listen() {
                return "127.0.0.1";
            }
        };
    }

    /** As one container sees it. */
    Cluster from(String container) {
        members.putIfAbsent(container, Member.State.UP);
        return new Cluster() {
            @Override
            public List<Member> members() {
                return members.entrySet().stream()
                        .map(member -> new Member(
                                member.getKey(),
                                1,
                                Set.of(Tier.LOGIC),
                                member.getValue(),
                                "127.0.0.1",
                                List.of(1),
                                false,
                                Load.NONE))
                        .toList();
            }

            @Override
            public @Nullable Place place(int shard) {
                return null;
            }

            @Override
            public Registration listen(Listener listener) {
                return () -> {};
            }

            @Override
            public void suspect(String suspected, long incarnation) {}

            @Override
            public CompletionStage<Void> drain(String who) {
                drained.add(who);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<Void> undrain(String who) {
                drained.remove(who);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<Void> move(int shard, String to) {
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void tell(Tier tier, String topic, byte[] notice) {
                services.forEach((name, service) -> {
                    if (!name.equals(container)) {
                        service.handle(notice);
                    }
                });
            }
        };
    }
}
