package et.cluster.internal;

import et.cluster.LaneGate;
import et.cluster.Link;
import et.cluster.Request;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * A link to a lane of the same container. When the gateway's loop is the lane's, a request is a method call; else what was sent in one turn
 * of the gateway's loop goes over as one task.
 */
final class LaneLink implements Link {

    /** What is sent besides requests. */
    private record Ended(int shard, String type, String id, long session, String player) {}

    private final LaneGate gate;
    private final int lane;
    private final EventLoop loop;

    /** Requests and {@link Ended}s in the order in which they were sent. */
    private List<Object> collected = new ArrayList<>();

    LaneLink(LaneGate gate, int lane, EventLoop loop) {
        this.gate = gate;
        this.lane = lane;
        this.loop = loop;
    }

    @Override
    public void send(Request request) {
        if (loop.inEventLoop()) {
            gate.request(lane, request);
        } else {
            collected.add(request);
        }
    }

    @Override
    public void ended(int shard, String type, String id, long session, String player) {
        if (loop.inEventLoop()) {
            gate.ended(lane, shard, type, id, session, player);
        } else {
            collected.add(new Ended(shard, type, id, session, player));
        }
    }

    @Override
    public void flush() {
        if (collected.isEmpty()) {
            return;
        }
        List<Object> batch = collected;
        collected = new ArrayList<>(Math.min(batch.size(), 1024));
        loop.execute(() -> deliver(batch));
    }

    private void deliver(List<Object> batch) {
        for (Object sent : batch) {
            if (sent instanceof Request request) {
                gate.request(lane, request);
            } else if (sent instanceof Ended ended) {
                gate.ended(lane, ended.shard(), ended.type(), ended.id(), ended.session(), ended.player());
            }
        }
    }
}
