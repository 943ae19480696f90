package et.cluster.one.internal;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Parts;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.ShardHost;
import et.cluster.Shards;
import et.cluster.Tier;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster of one container: it owns every shard, and shard {@code s} lives on lane {@code s % lanes}. A shard has a place from when the
 * actor runtime has raised its epoch in the store; until then, requests for it are held by who wants to send them.
 */
@Component
public final class OneCluster implements Cluster {

    private static final Logger log = LoggerFactory.getLogger(OneCluster.class);
    private static final List<Integer> ALL =
            IntStream.range(0, Shards.COUNT).boxed().toList();
    private static final String ALONE = "This container is alone: there is no other that could have its shards."
            + " A cluster is started with ./et start gateway manager logic logic.";

    private final Self self;
    private final Parts parts;
    private final AtomicReferenceArray<@Nullable Place> places = new AtomicReferenceArray<>(Shards.COUNT);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean fenced = new AtomicBoolean();

    /** Guards the host, and with it who may write places; held while listeners are told, so that they are told one after the other. */
    private final Object lock = new Object();

    private @Nullable ShardHost host;

    @Activate
    public OneCluster(@Reference Self self, @Reference Parts parts) {
        this.self = self;
        this.parts = parts;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setHost(ShardHost comes) {
        synchronized (lock) {
            host = comes;
        }
        comes.onFenced(shard -> fenced(comes, shard));
        comes.open(ALL).whenComplete((epochs, failure) -> {
            if (failure != null) {
                log.error(
                        "The shards were not opened: no actor can be reached until the actor runtime is started again",
                        failure);
            } else {
                opened(comes, epochs);
            }
        });
    }

    void unsetHost(ShardHost goes) {
        synchronized (lock) {
            // The next one is there before the last one goes, if there is a next one.
            if (host == goes) {
                host = null;
                ALL.forEach(shard -> place(shard, null));
            }
        }
    }

    private void opened(ShardHost by, Map<Integer, Long> epochs) {
        synchronized (lock) {
            if (host == by) {
                int lanes = by.lanes();
                epochs.forEach((shard, epoch) -> place(shard, new Place(self.container(), shard % lanes, epoch)));
            }
        }
    }

    private void fenced(ShardHost by, int shard) {
        synchronized (lock) {
            if (host != by) {
                return;
            }
            if (fenced.compareAndSet(false, true)) {
                log.error(
                        "Another process has opened this database and owns shard {} now. Its actors are closed here; what they"
                                + " wrote before is kept, nothing that was not written was acknowledged. Stop one of the two"
                                + " processes, then start this container again.",
                        shard);
            } else {
                log.debug("Shard {} has another owner too", shard);
            }
            place(shard, null);
        }
    }

    private void place(int shard, @Nullable Place place) {
        places.set(shard, place);
        for (Listener listener : listeners) {
            listener.placed(shard);
        }
    }

    @Override
    public List<Member> members() {
        return List.of(new Member(
                self.container(),
                self.incarnation(),
                self.tiers(),
                Member.State.UP,
                self.host(),
                List.of(),
                false,
                parts.add(Load.NONE)));
    }

    @Override
    public @Nullable Place place(int shard) {
        return places.get(shard);
    }

    @Override
    public Registration listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void suspect(String container, long incarnation) {
        // There is nobody else.
    }

    @Override
    public CompletionStage<Void> drain(String container) {
        return alone();
    }

    @Override
    public CompletionStage<Void> undrain(String container) {
        return alone();
    }

    @Override
    public CompletionStage<Void> move(int shard, String container) {
        return alone();
    }

    @Override
    public void tell(Tier tier, String topic, byte[] notice) {
        // There is nobody else.
    }

    private static CompletionStage<Void> alone() {
        return CompletableFuture.failedStage(new IllegalStateException(ALONE));
    }
}
