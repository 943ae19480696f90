package et.cluster.internal;

import et.cluster.LaneGate;
import et.cluster.Link;
import et.cluster.Request;
import et.cluster.ReturnPath;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * A link to a lane of the same container. When the gateway's loop is the lane's, a request is a method call; else what was sent in one turn
 * of the gateway's loop goes over as one task. It breaks when the actor runtime goes.
 */
final class LaneLink implements Link {

    /** What is sent besides requests. */
    private interface Word {
        void say(LaneGate gate, int lane);
    }

    private final LaneGate gate;
    private final int lane;
    private final EventLoop loop;
    private final Runnable broken;

    /** Requests and {@link Word}s in the order in which they were sent. */
    private List<Object> collected = new ArrayList<>();

    private boolean closed;

    LaneLink(LaneGate gate, int lane, EventLoop loop, Runnable broken) {
        this.gate = gate;
        this.lane = lane;
        this.loop = loop;
        this.broken = broken;
    }

    LaneGate gate() {
        return gate;
    }

    @Override
    public void send(Request request) {
        if (closed) {
            return;
        }
        if (loop.inEventLoop()) {
            gate.request(lane, request);
        } else {
            collected.add(request);
        }
    }

    @Override
    public void rejoin(int shard, long epoch, String type, String id, long session, String player, ReturnPath path) {
        say((to, on) -> to.rejoin(on, shard, epoch, type, id, session, player, path));
    }

    @Override
    public void ended(int shard, String type, String id, long session, String player) {
        say((to, on) -> to.ended(on, shard, type, id, session, player));
    }

    @Override
    public boolean wasUp() {
        return true;
    }

    private void say(Word word) {
        if (closed) {
            return;
        }
        if (loop.inEventLoop()) {
            word.say(gate, lane);
        } else {
            collected.add(word);
        }
    }

    @Override
    public void cut() {}

    @Override
    public void flush() {
        if (collected.isEmpty()) {
            return;
        }
        List<Object> batch = collected;
        collected = new ArrayList<>(Math.min(batch.size(), 1024));
        loop.execute(() -> deliver(batch));
    }

    /** The lanes are gone. Called on the loop that uses the link. */
    void close() {
        if (!closed) {
            closed = true;
            collected.clear();
            broken.run();
        }
    }

    private void deliver(List<Object> batch) {
        for (int i = 0; i < batch.size(); i++) {
            Object sent = batch.get(i);
            if (sent instanceof Request request) {
                gate.request(lane, request);
            } else if (sent instanceof Word word) {
                word.say(gate, lane);
            }
        }
    }
}
