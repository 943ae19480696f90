package et.actor.internal;

import et.actor.Logic;
import et.actor.core.ActorLinks;
import et.actor.core.LaneRuntime;
import et.actor.core.LogicRegistry;
import et.actor.core.Registration;
import et.actor.core.Settings;
import et.api.ActorLogic;
import et.cluster.ShardHost;
import et.cluster.Shards;
import et.net.Loops;
import et.persistence.ActorStore;
import et.persistence.Committer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** The actor runtime without a container: lanes on loops, with one logic. */
public final class LaneParts {

    private static final Duration STOP = Duration.ofSeconds(10);

    private final ControlThreads control = new ControlThreads();
    private final Pool loading = new Pool("et-actor-load", 1, Integer.MAX_VALUE);
    private final Pool blocking = new Pool("et-actor-blocking", 1, 1);
    private final LaneRuntime runtime;
    private final Ownership ownership;

    public LaneParts(String container, Loops loops, ActorStore store, Committer committer, ActorLogic<?> logic) {
        LaneRuntime.Joints joints = new LaneRuntime.Joints(
                store, committer, ActorLinks.alone(container), loading, blocking, Settings.DEFAULT);
        runtime = new LaneRuntime(loops.all().stream().map(LoopScheduler::new).toList(), joints);
        ownership = new Ownership(runtime, store, control, container, () -> {});
        Logic added =
                new LogicRegistry(runtime, control).add(new Registration(this, "bench", "1.0.0", 1, List.of(), logic));
        if (added.standing() != Logic.Standing.ACTIVE) {
            throw new AssertionError(added.type() + " does not serve: " + added.reason());
        }
    }

    public LaneRuntime runtime() {
        return runtime;
    }

    public ShardHost host() {
        return ownership;
    }

    /** Opens all shards, where no cluster does. */
    public void open() {
        List<Integer> all = IntStream.range(0, Shards.COUNT).boxed().toList();
        ownership.open(all).toCompletableFuture().join();
    }

    public void close() {
        ownership.stop();
        if (!control.await(runtime.stop(), STOP)) {
            throw new AssertionError("the lanes have not stopped within " + STOP.toSeconds() + " s");
        }
        control.close();
        loading.close();
        blocking.close();
    }
}
