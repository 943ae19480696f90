package et.cluster.internal;

import et.cluster.LaneGate;
import et.cluster.Request;
import et.proto.client.Code;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.collection.IntObjectHashMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The lane end of a link. Used on the lane's loop only. */
final class LaneEnd implements Line.End {

    private static final byte[] NOTHING = {};

    private final String address;
    private final LaneDoor door;
    private final LaneGate gate;
    private final int lane;
    private final Line line;
    private final FrameOut out;
    private final IntObjectHashMap<RemotePath> paths = new IntObjectHashMap<>();
    private final Broadcast broadcast = new Broadcast();
    private @Nullable Hello peer;
    private int next;
    private int calls;

    /** @param address where the other end is, for people */
    LaneEnd(LaneDoor door, String address) {
        this.address = address;
        this.door = door;
        this.gate = door.gate();
        this.lane = door.lane();
        this.line = new Line(door.loop(), door.settings(), door.remarks(), this);
        this.out = line.out();
    }

    Line line() {
        return line;
    }

    /** Who is at the other end, when that has been said. */
    @Nullable Peer peer() {
        Hello from = peer;
        return from == null ? null : new Peer(from.container(), from.incarnation());
    }

    /** Who is at the other end, for people. */
    String from() {
        return peer == null ? address : peer() + " at " + address;
    }

    boolean inLoop() {
        return line.loop().inEventLoop();
    }

    void execute(Runnable task) {
        EventLoop loop = line.loop();
        loop.execute(task);
    }

    // ---- what comes in

    @Override
    public void hello(Hello from, @Nullable SslHandler tls) {
        door.admit(from, tls);
        peer = from;
        line.greet(door.hello(from));
        line.open();
        routes();
    }

    @Override
    public void frame(int type, FrameIn in) {
        switch (type) {
            case Wire.REQUEST -> request(in);
            case Wire.ATTACH -> attach(in);
            case Wire.DETACH -> detach(in);
            case Wire.REJOIN -> {
                RemotePath path = path(in);
                int shard = in.shard();
                long epoch = in.varlong();
                String actor = in.type();
                String id = in.text();
                in.end();
                path.remember(shard, actor, id);
                gate.rejoin(lane, shard, epoch, actor, id, path.session, path.player, path);
            }
            case Wire.ENDED -> {
                long session = in.fixed8();
                String player = in.text();
                int shard = in.shard();
                String actor = in.type();
                String id = in.text();
                in.end();
                gate.ended(lane, shard, actor, id, session, player);
            }
            case Wire.PARCEL -> gate.parcel(lane, in.bytes());
            case Wire.CALL -> call(in.varint(), in.text(), in.bytes());
            default -> throw new WireException("a frame of type " + type + " (expected: one for lanes)");
        }
    }

    private RemotePath path(FrameIn in) {
        int slot = in.varint();
        RemotePath path = paths.get(slot);
        if (path == null) {
            throw new WireException("slot: " + slot + " (expected: one that is attached)");
        }
        return path;
    }

    private void request(FrameIn in) {
        RemotePath path = path(in);
        long number = in.varlong();
        long after = in.varlong();
        long ack = in.varlong();
        int shard = in.shard();
        long epoch = in.varlong();
        String type = in.type();
        // Players mostly have to do with actors of their own id.
        String id = in.text(path.player);
        int message = in.fixed4();
        gate.request(
                lane,
                new Request(
                        path.session,
                        path.player,
                        number,
                        after,
                        ack,
                        shard,
                        epoch,
                        type,
                        id,
                        message,
                        in.bytes(),
                        path));
    }

    private void attach(FrameIn in) {
        int slot = in.varint();
        if (slot != next || paths.size() >= Wire.SLOTS_MOST) {
            throw new WireException(
                    "new slot: " + slot + " (expected: " + next + ", and at most " + Wire.SLOTS_MOST + " at a time)");
        }
        RemotePath path = new RemotePath(this, slot, in.fixed8(), in.text());
        in.end();
        next++;
        paths.put(slot, path);
    }

    private void detach(FrameIn in) {
        RemotePath path = path(in);
        in.end();
        path.detached = true;
        paths.remove(path.slot);
        begin(Wire.DETACHED, 0).varint(path.slot).end();
        line.written();
    }

    private void call(int call, String service, byte[] request) {
        if (calls >= door.settings().calls()) {
            returned(call, Wire.TOO_MANY_CALLS, NOTHING);
            return;
        }
        CompletionStage<byte[]> answer = door.callees().call(service, request);
        if (answer == null) {
            returned(call, Wire.UNKNOWN_SERVICE, NOTHING);
            return;
        }
        calls++;
        answer.whenComplete((bytes, failure) -> execute(() -> {
            calls--;
            returned(call, failure == null ? Wire.ANSWERED : Wire.FAILED, failure == null ? bytes : NOTHING);
        }));
    }

    private void returned(int call, int outcome, byte[] bytes) {
        if (line.isDown()) {
            return;
        }
        boolean fits = begin(Wire.RETURN, bytes.length)
                .varint(call)
                .fixed1(outcome)
                .bytes(bytes)
                .end();
        if (!fits) {
            begin(Wire.RETURN, 0).varint(call).fixed1(Wire.FAILED).end();
        }
        line.written();
    }

    // ---- what goes out

    /** Begins a frame behind all pushes so far. */
    private FrameOut begin(int type, int payload) {
        turnEnds();
        return out.begin(type, payload);
    }

    private boolean dead(RemotePath path) {
        return path.detached || line.isDown();
    }

    void answer(RemotePath to, long number, int message, byte[] payload) {
        if (dead(to)) {
            return;
        }
        boolean fits = begin(Wire.ANSWER, payload.length)
                .varint(to.slot)
                .varint(number)
                .fixed4(message)
                .bytes(payload)
                .end();
        if (!fits) {
            fail(
                    to,
                    number,
                    Code.TOO_LARGE_VALUE,
                    "The answer is longer than what goes from one container to another.");
        }
        line.written();
    }

    void asked(RemotePath to, long number) {
        if (!dead(to)) {
            begin(Wire.ASKED, 0).varint(to.slot).varint(number).end();
            line.written();
        }
    }

    void fail(RemotePath to, long number, int code, String text) {
        if (!dead(to)) {
            begin(Wire.FAIL, 0)
                    .varint(to.slot)
                    .varint(number)
                    .varint(code)
                    .text(text.length() > Wire.TEXT_MOST ? text.substring(0, Wire.TEXT_MOST) : text)
                    .end();
            line.written();
        }
    }

    void moved(RemotePath to, int shard) {
        to.forget(shard);
        if (!dead(to)) {
            begin(Wire.MOVED, 0).varint(to.slot).varint(shard).end();
            line.written();
        }
    }

    void closed(RemotePath to, int shard, String type, String id, long epoch) {
        ownership(Wire.CLOSED, to, shard, type, id, epoch);
    }

    void stale(RemotePath to, String type, String id) {
        if (!dead(to)) {
            turnEnds();
            out.name(type);
            out.begin(Wire.STALE, 0).varint(to.slot).type(type).text(id).end();
            line.written();
        }
    }

    void push(RemotePath to, String type, String id, int message, byte[] payload) {
        if (!dead(to)) {
            if (!broadcast.add(to.slot, type, id, message, payload)) {
                turnEnds();
                broadcast.add(to.slot, type, id, message, payload);
            }
            line.written();
        }
    }

    void joined(RemotePath to, int shard, String type, String id, long epoch) {
        if (to.detached) {
            // The session ended before it heard of the join, so nobody else tells the actor. Not from within its
            // handler.
            execute(() -> gate.ended(lane, shard, type, id, to.session, to.player));
        } else if (line.isDown()) {
            // It joined while the link broke: nobody else will tell the actor.
            execute(() -> gate.lost(lane, shard, type, id, to.session, to));
        } else {
            to.remember(shard, type, id);
            ownership(Wire.JOINED, to, shard, type, id, epoch);
        }
    }

    void left(RemotePath to, int shard, String type, String id) {
        to.forget(shard, type, id);
        if (!dead(to)) {
            turnEnds();
            out.name(type);
            out.begin(Wire.LEFT, 0)
                    .varint(to.slot)
                    .varint(shard)
                    .type(type)
                    .text(id)
                    .end();
            line.written();
        }
    }

    private void ownership(int frame, RemotePath to, int shard, String type, String id, long epoch) {
        if (!dead(to)) {
            turnEnds();
            out.name(type);
            out.begin(frame, 0)
                    .varint(to.slot)
                    .varint(shard)
                    .type(type)
                    .text(id)
                    .varint(epoch)
                    .end();
            line.written();
        }
    }

    /** Tells the routes, if the other side wants them. */
    void routes() {
        Hello from = peer;
        if (from != null && from.routes() && !line.isDown()) {
            turnEnds();
            if (!RoutesFrame.write(out, door.routes())) {
                line.down(new Down(Down.Cause.FAULT, "the routes are longer than a frame (max.frame)"));
            }
            line.written();
        }
    }

    @Override
    public void turnEnds() {
        if (!broadcast.isEmpty() && !broadcast.write(out)) {
            door.remarks().down("A push to " + from(), new Down(Down.Cause.FAULT, "longer than a frame (max.frame)"));
        }
    }

    /** Sessions that are attached. */
    int attached() {
        return paths.size();
    }

    @Override
    public void down(Down why) {
        paths.values().forEach(path -> path.lost(gate, lane));
        paths.clear();
        door.left(this, why);
    }
}
