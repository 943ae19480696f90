package et.cluster.internal;

import et.cluster.Link;
import et.cluster.Request;
import et.cluster.ReturnPath;
import et.proto.client.Code;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The gateway end of a link to a lane of another container. All users of its loop share it. Used on that loop only. */
final class RemoteLink implements Link, Line.End {

    /** What an end knows of the container around it. */
    record Home(
            LinkSettings settings, Certificates certificates, Vitals vitals, Remarks remarks, RemoteRoutes routes) {}

    private final Home home;
    private final Hello hello;
    private final Peer peer;
    private final EventLoop loop;
    private final Line line;
    private final FrameOut out;
    private final Slots slots = new Slots();
    private final CallBook calls = new CallBook();
    private final List<Runnable> broken = new ArrayList<>();
    private final BiConsumer<RemoteLink, Down> ended;
    private boolean up;

    /** @param ended told first when the link is down */
    RemoteLink(Home home, Hello hello, EventLoop loop, BiConsumer<RemoteLink, Down> ended) {
        this.home = home;
        this.hello = hello;
        this.peer = new Peer(hello.expected(), hello.expectedIncarnation());
        this.loop = loop;
        this.ended = ended;
        this.line = new Line(loop, home.settings(), home.remarks(), this);
        this.out = line.out();
    }

    Peer peer() {
        return peer;
    }

    int lane() {
        return hello.lane();
    }

    boolean isDown() {
        return line.isDown();
    }

    void connect(InetSocketAddress address) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(Sockets.of(loop).client())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, home.settings().handshakeMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        home.certificates().protect(channel, true);
                        channel.pipeline().addLast(line);
                    }
                })
                .connect(address);
        connecting.addListener(done -> {
            Throwable fault = done.cause();
            if (fault != null) {
                line.down(Down.of(fault));
            }
        });
    }

    /** Has to be told when the link has broken. */
    void tell(Runnable user) {
        broken.add(user);
    }

    void close(Down why) {
        line.down(why);
    }

    // ---- what goes out

    @Override
    public void send(Request request) {
        if (line.isDown()) {
            return;
        }
        Slots.Slot slot = slot(request.path(), request.session(), request.player());
        if (slot == null) {
            return;
        }
        out.name(request.type());
        boolean fits = out.begin(Wire.REQUEST, request.payload().length)
                .varint(slot.number)
                .varint(request.number())
                .varint(request.after())
                .varint(request.ack())
                .varint(request.shard())
                .varint(request.epoch())
                .type(request.type())
                .text(request.id())
                .fixed4(request.message())
                .bytes(request.payload())
                .end();
        if (!fits) {
            ReturnPath path = request.path();
            loop.execute(
                    () -> path.fail(
                            request.number(),
                            Code.TOO_LARGE_VALUE,
                            "The request is longer than what goes from one container to another (max.frame of et.cluster.link)."));
        }
        line.collected();
    }

    @Override
    public void rejoin(int shard, long epoch, String type, String id, long session, String player, ReturnPath path) {
        if (line.isDown()) {
            return;
        }
        Slots.Slot slot = slot(path, session, player);
        if (slot != null) {
            out.name(type);
            out.begin(Wire.REJOIN, 0)
                    .varint(slot.number)
                    .varint(shard)
                    .varint(epoch)
                    .type(type)
                    .text(id)
                    .end();
            line.collected();
        }
    }

    @Override
    public void ended(int shard, String type, String id, long session, String player) {
        if (line.isDown()) {
            return;
        }
        out.name(type);
        out.begin(Wire.ENDED, 0)
                .fixed8(session)
                .text(player)
                .varint(shard)
                .type(type)
                .text(id)
                .end();
        line.collected();
    }

    @Override
    public boolean wasUp() {
        return up;
    }

    @Override
    public void cut() {
        if (loop.inEventLoop()) {
            line.down(new Down(Down.Cause.CLOSED, "cut: a shard there has another owner"));
        } else {
            loop.execute(this::cut);
        }
    }

    @Override
    public void flush() {
        line.flush();
    }

    /** Sends a parcel; false when it is too long or the link is down. */
    boolean parcel(byte[] parcel) {
        if (line.isDown()) {
            return false;
        }
        boolean fits = out.begin(Wire.PARCEL, parcel.length).bytes(parcel).end();
        line.written();
        return fits;
    }

    /** Asks a service. The answer may never come: who asks has a deadline. */
    void call(String service, byte[] request, CompletableFuture<byte[]> answer) {
        int call = calls.add(service, peer, answer);
        boolean fits = !line.isDown()
                && out.begin(Wire.CALL, request.length)
                        .varint(call)
                        .text(service)
                        .bytes(request)
                        .end();
        if (fits) {
            line.written();
        } else {
            calls.fail(call, line.isDown() ? "the link is down" : "the request is too long");
        }
    }

    private Slots.@Nullable Slot slot(ReturnPath path, long session, String player) {
        Slots.Slot slot = slots.find(path);
        if (slot == null) {
            slot = slots.add(path, session, player);
            if (slot == null) {
                line.down(new Down(Down.Cause.OVERFLOW, "too many sessions on one link"));
                return null;
            }
            out.begin(Wire.ATTACH, 0)
                    .varint(slot.number)
                    .fixed8(session)
                    .text(player)
                    .end();
        }
        return slot;
    }

    // ---- what comes in

    @Override
    public void connected() {
        line.greet(hello);
    }

    @Override
    public void hello(Hello from, @Nullable SslHandler tls) {
        home.certificates().check(from, tls);
        if (!from.container().equals(peer.container()) || from.incarnation() != peer.incarnation()) {
            throw new WireException("answered by container " + from.container() + ", process " + from.incarnation()
                    + " (expected: " + peer + ")");
        }
        if (from.lane() != hello.lane()
                || !from.expected().equals(hello.container())
                || from.expectedIncarnation() != hello.incarnation()) {
            throw new WireException("a HELLO for somebody else");
        }
        up = true;
        home.vitals().up(peer);
        line.open();
    }

    @Override
    public void frame(int type, FrameIn in) {
        switch (type) {
            case Wire.ANSWER -> answer(in);
            case Wire.ASKED -> {
                ReturnPath path = slots.path(in.varint());
                long number = in.varlong();
                in.end();
                if (path != null) {
                    path.asked(number);
                }
            }
            case Wire.FAIL -> fail(in);
            case Wire.MOVED -> {
                ReturnPath path = slots.path(in.varint());
                int shard = in.shard();
                in.end();
                if (path != null) {
                    path.moved(shard);
                }
            }
            case Wire.CLOSED -> closed(in);
            case Wire.PUSH -> push(in);
            case Wire.STALE -> {
                ReturnPath path = slots.path(in.varint());
                String actor = in.type();
                String id = in.text();
                in.end();
                if (path != null) {
                    path.stale(actor, id);
                }
            }
            case Wire.JOINED -> joined(in);
            case Wire.LEFT -> left(in);
            case Wire.DETACHED -> {
                slots.forget(in.varint());
                in.end();
            }
            case Wire.RETURN -> calls.returned(in);
            case Wire.ROUTES -> home.routes().told(peer, RoutesFrame.read(in));
            default -> throw new WireException("a frame of type " + type + " (expected: one for gateways)");
        }
    }

    private void answer(FrameIn in) {
        ReturnPath path = slots.path(in.varint());
        long number = in.varlong();
        int message = in.fixed4();
        if (path != null) {
            path.answer(number, message, in.bytes());
        }
    }

    private void fail(FrameIn in) {
        ReturnPath path = slots.path(in.varint());
        long number = in.varlong();
        int code = in.varint();
        String text = in.text(Wire.TEXT_BYTES_MOST);
        in.end();
        if (path != null) {
            path.fail(number, code, text);
        }
    }

    private void closed(FrameIn in) {
        ReturnPath path = slots.path(in.varint());
        int shard = in.shard();
        String type = in.type();
        String id = in.text();
        long epoch = in.varlong();
        in.end();
        if (path != null) {
            path.closed(shard, type, id, epoch);
        }
    }

    private void push(FrameIn in) {
        String type = in.type();
        String id = in.text();
        int message = in.fixed4();
        int[] to = new int[in.within("slots of a push", in.varint(), Wire.PUSH_MOST + 1)];
        for (int i = 0; i < to.length; i++) {
            to[i] = in.varint();
        }
        byte[] payload = in.bytes();
        for (int number : to) {
            ReturnPath path = slots.path(number);
            if (path != null) {
                path.push(type, id, message, payload);
            }
        }
    }

    private void joined(FrameIn in) {
        Slots.Slot slot = slots.get(in.varint());
        int shard = in.shard();
        String type = in.type();
        String id = in.text();
        long epoch = in.varlong();
        in.end();
        ReturnPath path = slot.get();
        if (path != null) {
            path.joined(shard, type, id, epoch);
        } else {
            // The session ended before it heard of the join, so nobody else tells the actor.
            ended(shard, type, id, slot.session, slot.player);
            line.written();
        }
    }

    private void left(FrameIn in) {
        ReturnPath path = slots.path(in.varint());
        int shard = in.shard();
        String type = in.type();
        String id = in.text();
        in.end();
        if (path != null) {
            path.left(shard, type, id);
        }
    }

    @Override
    public void tick() {
        slots.sweep(number -> out.begin(Wire.DETACH, 0).varint(number).end());
        line.written();
    }

    /** Sessions that have a slot here. */
    int slots() {
        return slots.size();
    }

    @Override
    public void down(Down why) {
        home.remarks().down("Link to " + peer + ", lane " + hello.lane(), why);
        ended.accept(this, why);
        home.vitals().down(peer, up, why);
        calls.broken(why);
        // Never from within what a user has just called.
        broken.forEach(loop::execute);
        broken.clear();
    }
}
