package et.actor.core;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.cluster.Shards;
import et.persistence.Committer;
import et.proto.client.Hello;
import et.proto.client.Welcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A runtime on lanes of a test, with one type of actor and all shards open. */
final class Stand implements AutoCloseable {

    private static final int HELLO = MessageNames.hash("et.client.Hello");
    private static final long PATIENCE_SECONDS = 60;

    /** What an actor does is what a request says: join, push, tick (and change with each tick), hold the lane. All change it. */
    @ActorType(value = "doer", reach = Reach.ANY)
    private static final class Doer implements ActorLogic<Welcome> {

        private final Semaphore inside = new Semaphore(0);
        private final Semaphore go = new Semaphore(0);

        @Override
        public void define(Handlers<Welcome> on) {
            on.state(Welcome.parser());
            on.request(Hello.class, this::hello);
            on.timer("tick", (ctx, state) -> next(state));
        }

        private Welcome hello(ActorContext ctx, Welcome state, Hello hello) {
            switch (hello.getClient()) {
                case "join" -> ctx.join();
                case "push" -> ctx.broadcast(hello);
                case "tick" -> ctx.startTimerEvery("tick", Duration.ofMillis(10));
                case "hold" -> {
                    inside.release();
                    go.acquireUninterruptibly();
                }
                default -> {
                    // To change is enough.
                }
            }
            return next(state);
        }

        private static Welcome next(Welcome state) {
            return state.toBuilder().setVersion(state.getVersion() + 1).build();
        }
    }

    /** A way back that keeps what was told, in a word each. */
    static final class Way implements ReturnPath {

        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void answer(long number, int message, byte[] payload) {
            told.add("answer");
        }

        @Override
        public void fail(long number, int code, String text) {
            told.add("fail " + text);
        }

        @Override
        public void moved(int shard) {
            told.add("moved");
        }

        @Override
        public void closed(int shard, String type, String id, long epoch) {
            told.add("closed " + id);
        }

        @Override
        public void stale(String type, String id) {
            told.add("stale " + id);
        }

        @Override
        public void push(String type, String id, int message, byte[] payload) {
            told.add("push " + id);
        }

        @Override
        public void joined(int shard, String type, String id, long epoch) {
            told.add("joined " + id);
        }

        @Override
        public void left(int shard, String type, String id) {
            told.add("left " + id);
        }
    }

    final LaneRuntime runtime;
    final LogicRegistry registry;
    private final Doer doer = new Doer();
    private long numbers;

    Stand(List<? extends LaneScheduler> lanes, Committer committer) {
        NoStore store = new NoStore();
        Settings settings = new Settings(Settings.Limits.DEFAULT, Settings.Times.DEFAULT, Settings.Faults.DEFAULT);
        runtime = new LaneRuntime(
                List.copyOf(lanes),
                new LaneRuntime.Joints(
                        store, committer, ActorLinks.alone("test"), Runnable::run, Runnable::run, settings));
        registry = new LogicRegistry(runtime, new WaitingControl());
        registry.add(new Registration("key", "doers", "1.0.0", 1, List.of(), doer));
        runtime.open(store.raise(IntStream.range(0, Shards.COUNT).boxed().toList(), "test"));
    }

    /** Lets an actor hold its lane until {@link #letGo}; returns when it does. */
    void hold(Way way, String id) {
        send(way, id, "hold");
        doer.inside.acquireUninterruptibly();
    }

    void letGo() {
        doer.go.release();
    }

    void send(Way way, String id, String what) {
        send(1, ++numbers, way, id, what, 1);
    }

    /** To the owner that had the shard under that epoch. */
    void send(Way way, String id, String what, long epoch) {
        send(1, ++numbers, way, id, what, epoch);
    }

    /** As another session, which has sent nothing before. */
    void sendAsOther(Way way, String id, String what) {
        send(2, 1, way, id, what, 1);
    }

    private void send(long session, long number, Way way, String id, String what, long epoch) {
        int shard = Shards.of("doer", id);
        byte[] payload = Hello.newBuilder().setClient(what).build().toByteArray();
        runtime.request(
                runtime.laneOf(shard),
                new Request(session, "p", number, 0, number - 1, shard, epoch, "doer", id, HELLO, payload, way));
    }

    /** Sends, and waits for what is told then. */
    void ask(Way way, String id, String what, String expected) throws InterruptedException {
        send(way, id, what);
        until(() -> way.told.contains(expected));
    }

    static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(2);
        }
    }

    @Override
    public void close() {
        runtime.abandon();
    }
}
