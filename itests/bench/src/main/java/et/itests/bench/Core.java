package et.itests.bench;

import com.google.protobuf.Message;
import et.actor.Logic;
import et.actor.core.ActorLinks;
import et.actor.core.Control;
import et.actor.core.LaneRuntime;
import et.actor.core.LogicRegistry;
import et.actor.core.MessageNames;
import et.actor.core.Registration;
import et.actor.core.Settings;
import et.api.ActorLogic;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.Shards;
import et.persistence.ActorRow;
import et.persistence.Committer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One lane with one logic, on one thread, and one session that talks to one actor. What is committed is durable at once. */
final class Core implements Control, Committer, ReturnPath {

    private static final String PLAYER = "player";

    private final ByHand lane = new ByHand();
    private final LaneRuntime runtime;
    private final String type;
    private final int shard;
    private final int message;
    private final byte[] payload;
    private long number;
    private long answers;

    /** A core whose session sends this payload again and again. */
    Core(ActorLogic<?> logic, Message payload) {
        runtime = new LaneRuntime(
                List.of(lane),
                new LaneRuntime.Joints(
                        new Nothing(),
                        this,
                        ActorLinks.alone("bench"),
                        Runnable::run,
                        Runnable::run,
                        Settings.DEFAULT));
        runtime.open(
                IntStream.range(0, Shards.COUNT).boxed().collect(Collectors.toMap(Function.identity(), any -> 1L)));
        Logic added =
                new LogicRegistry(runtime, this).add(new Registration(this, "bench", "1.0.0", 1, List.of(), logic));
        if (added.standing() != Logic.Standing.ACTIVE) {
            throw new IllegalStateException(added.reason());
        }
        type = added.type();
        shard = Shards.of(type, PLAYER);
        message = MessageNames.hash(payload.getDescriptorForType().getFullName());
        this.payload = payload.toByteArray();
    }

    /** The actor handles one more request; returns how many were answered. */
    long request() {
        number++;
        runtime.request(
                0, new Request(1, PLAYER, number, 0, number - 1, shard, 1, type, PLAYER, message, payload, this));
        lane.run();
        if (answers != number) {
            throw new IllegalStateException(answers + " answers (expected: " + number + ")");
        }
        return answers;
    }

    void pass(long millis) {
        lane.pass(millis);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration deadline) {
        lane.run();
        return future.isDone();
    }

    @Override
    public void after(Duration delay, Runnable task) {
        lane.schedule(task, delay.toNanos());
    }

    @Override
    public <T> T call(Callable<T> foreign, Duration deadline) throws Exception {
        return foreign.call();
    }

    @Override
    public boolean commit(ActorRow row, Done done) {
        done.done(null);
        return true;
    }

    @Override
    public void whenRoom(Runnable callback) {
        throw new IllegalStateException("there is always room");
    }

    @Override
    public Stats stats() {
        return new Stats(0, 1, 0, 0, 0, 0, 0);
    }

    @Override
    public void answer(long answered, int kind, byte[] bytes) {
        answers++;
    }

    @Override
    public void fail(long failed, int code, String text) {
        throw new IllegalStateException("request " + failed + ": " + code + " " + text);
    }

    @Override
    public void moved(int gone) {
        throw new IllegalStateException("shard " + gone + " is not here");
    }

    @Override
    public void closed(int gone, String actorType, String id, long epoch) {}

    @Override
    public void push(String actorType, String id, int kind, byte[] bytes) {}

    @Override
    public void stale(String actorType, String id) {}

    @Override
    public void joined(int where, String actorType, String id, long epoch) {}

    @Override
    public void left(int where, String actorType, String id) {}
}
