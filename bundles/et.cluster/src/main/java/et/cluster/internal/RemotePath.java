package et.cluster.internal;

import et.cluster.LaneGate;
import et.cluster.ReturnPath;
import java.util.HashSet;
import java.util.Set;

/** The way back over a link to a session: what actors hold. When the link has broken, or the session has ended, it leads nowhere. */
final class RemotePath implements ReturnPath {

    final int slot;
    final long session;
    final String player;
    private final LaneEnd end;

    /** The session has ended. The link's loop only. */
    boolean detached;

    /** The actors here that the session has joined: they are told when the link breaks. The link's loop only. */
    private final Set<Joined> joins = new HashSet<>(2);

    /** An actor. */
    private record Joined(int shard, String type, String id) {}

    RemotePath(LaneEnd end, int slot, long session, String player) {
        this.end = end;
        this.slot = slot;
        this.session = session;
        this.player = player;
    }

    void remember(int shard, String type, String id) {
        joins.add(new Joined(shard, type, id));
    }

    void forget(int shard, String type, String id) {
        joins.remove(new Joined(shard, type, id));
    }

    void forget(int shard) {
        joins.removeIf(actor -> actor.shard() == shard);
    }

    /** The link has broken. */
    void lost(LaneGate gate, int lane) {
        joins.forEach(actor -> gate.lost(lane, actor.shard(), actor.type(), actor.id(), session, this));
        joins.clear();
    }

    @Override
    public void answer(long number, int message, byte[] payload) {
        if (end.inLoop()) {
            end.answer(this, number, message, payload);
        } else {
            end.execute(() -> end.answer(this, number, message, payload));
        }
    }

    @Override
    public void asked(long number) {
        if (end.inLoop()) {
            end.asked(this, number);
        } else {
            end.execute(() -> end.asked(this, number));
        }
    }

    @Override
    public void fail(long number, int code, String text) {
        if (end.inLoop()) {
            end.fail(this, number, code, text);
        } else {
            end.execute(() -> end.fail(this, number, code, text));
        }
    }

    @Override
    public void moved(int shard) {
        if (end.inLoop()) {
            end.moved(this, shard);
        } else {
            end.execute(() -> end.moved(this, shard));
        }
    }

    @Override
    public void closed(int shard, String type, String id, long epoch) {
        if (end.inLoop()) {
            end.closed(this, shard, type, id, epoch);
        } else {
            end.execute(() -> end.closed(this, shard, type, id, epoch));
        }
    }

    @Override
    public void stale(String type, String id) {
        if (end.inLoop()) {
            end.stale(this, type, id);
        } else {
            end.execute(() -> end.stale(this, type, id));
        }
    }

    @Override
    public void push(String type, String id, int message, byte[] payload) {
        if (end.inLoop()) {
            end.push(this, type, id, message, payload);
        } else {
            end.execute(() -> end.push(this, type, id, message, payload));
        }
    }

    @Override
    public void joined(int shard, String type, String id, long epoch) {
        if (end.inLoop()) {
            end.joined(this, shard, type, id, epoch);
        } else {
            end.execute(() -> end.joined(this, shard, type, id, epoch));
        }
    }

    @Override
    public void left(int shard, String type, String id) {
        if (end.inLoop()) {
            end.left(this, shard, type, id);
        } else {
            end.execute(() -> end.left(this, shard, type, id));
        }
    }
}
