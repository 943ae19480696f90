package et.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import et.proto.client.Device;
import et.proto.client.Envelope;
import et.proto.client.Hello;
import et.proto.client.Kind;
import et.proto.client.Login;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One client: logs in, and sends what is due. On its loop. */
final class Player extends ByteToMessageDecoder {

    /** Requests that may be due and not answered: an open loop that is so far behind has lost. A power of two. */
    private static final int MOST = 1 << 14;

    private final Requests requests;
    private final Framing framing;
    private final byte[] secret;
    private final Supplier<Meter> meter;
    private final CompletableFuture<Player> in = new CompletableFuture<>();

    /** When the requests that are not answered were due, by their numbers. */
    private final long[] due = new long[MOST];

    /** Of the requests behind {@link #answered}, which ones are answered all the same. */
    private final boolean[] seen = new boolean[MOST];

    private long lastDue;
    private long sent;

    /** Up to which number all are. */
    private long answered;

    private long lastPush;

    /** Messages in the pushes that came. */
    private long heard;

    /** Requests to keep in flight; 0: none is due until somebody says so. */
    private int inflight;

    /** Whether it has sent no request since it last said that it is there. */
    private boolean silent;

    private ChannelHandlerContext ctx;

    /**
     * @param meter what counts now
     */
    @SuppressWarnings("NullAway.Init") // ctx is there before anything comes
    Player(Requests requests, Framing framing, byte[] secret, Supplier<Meter> meter) {
        this.requests = requests;
        this.framing = framing;
        this.secret = secret;
        this.meter = meter;
    }

    /** Completes when it has logged in, and its first request is answered where there is one. */
    CompletableFuture<Player> in() {
        return in;
    }

    /** Keeps so many requests in flight from now on; 0: sends no more. */
    void keep(int requests) {
        inflight = requests;
        refill();
        pump();
    }

    /** A request is due at this time, of {@link System#nanoTime()}. */
    void due(long when) {
        if (lastDue - answered >= MOST) {
            meter.get().wrong();
            return;
        }
        lastDue++;
        due[slot(lastDue)] = when;
        pump();
    }

    /** Forgets what is due and not sent. */
    void giveUp() {
        lastDue = sent;
    }

    boolean idle() {
        return answered == lastDue;
    }

    /** Requests sent so far, but for the first one. */
    long sent() {
        return requests.first() == null ? sent : sent - 1;
    }

    long heard() {
        return heard;
    }

    /** Tells the server that there is somebody, unless it has heard of it since the last call. */
    void stay() {
        if (silent && in.isDone()) {
            send(Envelope.newBuilder()
                    .setKind(Kind.ACK)
                    .setAck(answered)
                    .setPushAck(lastPush)
                    .build());
        }
        silent = true;
    }

    private void refill() {
        long now = System.nanoTime();
        while (lastDue - answered < inflight && requests.next()) {
            lastDue++;
            due[slot(lastDue)] = now;
        }
    }

    /** Sends what is due, in one buffer. */
    private void pump() {
        long until = Math.min(lastDue, answered + Options.WINDOW);
        if (sent >= until) {
            return;
        }
        ByteBuf out = ctx.alloc().ioBuffer((int) (until - sent) * requests.size());
        silent = false;
        Requests.Acks acks = new Requests.Acks(answered, lastPush);
        while (sent < until) {
            sent++;
            requests.write(out, framing, sent, due[slot(sent)], acks);
        }
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    private static int slot(long number) {
        return (int) (number & (MOST - 1));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        send(
                Kind.HELLO,
                Hello.newBuilder()
                        .setMinVersion(1)
                        .setMaxVersion(1)
                        .setClient("et.bench")
                        .build());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> none)
            throws InvalidProtocolBufferException {
        // All whole frames at once, where they are.
        int header;
        while ((header = framing.header(bytes)) > 0) {
            int length = framing.length(bytes);
            if (bytes.readableBytes() < header + length) {
                return;
            }
            bytes.skipBytes(header);
            int next = bytes.readerIndex() + length;
            received(bytes, length);
            bytes.readerIndex(next);
        }
    }

    private void received(ByteBuf envelope, int length) throws InvalidProtocolBufferException {
        switch (Frames.kind(envelope)) {
            case Kind.ANSWER_VALUE -> answered(Frames.number(envelope), false);
            case Kind.PUSH_VALUE -> pushed(envelope, length);
            case Kind.SNAPSHOT_VALUE -> meter.get().wrong();
            case Kind.FAILURE_VALUE -> {
                long number = Frames.number(envelope);
                if (number == 0) {
                    gone(whole(envelope, length).getText());
                } else {
                    answered(number, true);
                }
            }
            case Kind.WELCOME_VALUE ->
                send(
                        Kind.LOGIN,
                        Login.newBuilder()
                                .setDevice(Device.newBuilder().setSecret(ByteString.copyFrom(secret)))
                                .setCreate(true)
                                .build());
            case Kind.LOGGED_IN_VALUE -> first();
            case Kind.PING_VALUE ->
                send(whole(envelope, length).toBuilder().setKind(Kind.PONG).build());
            case Kind.CLOSE_VALUE -> gone(whole(envelope, length).getText());
            default -> {}
        }
    }

    private void answered(long number, boolean failed) {
        Meter now = meter.get();
        boolean known = number > answered && number <= sent && !seen[slot(number)];
        if (failed || !known || (requests.ordered() && number != answered + 1)) {
            now.wrong();
        }
        if (!known) {
            return;
        }
        seen[slot(number)] = true;
        while (answered < sent && seen[slot(answered + 1)]) {
            answered++;
            seen[slot(answered)] = false;
        }
        if (!in.isDone()) {
            first(failed);
        } else if (!requests.delivers()) {
            now.took(System.nanoTime() - due[slot(number)]);
        }
    }

    private void pushed(ByteBuf push, int length) {
        Meter now = meter.get();
        long number = Frames.number(push);
        if (number != lastPush + 1) {
            now.wrong();
        }
        lastPush = number;
        long time = System.nanoTime();
        Frames.dues(push, length, due -> {
            heard++;
            now.took(time - due);
        });
    }

    private void first(boolean failed) {
        if (failed) {
            gone("the first request was refused");
        } else {
            in.complete(this);
        }
    }

    private void first() {
        Requests first = requests.first();
        if (first == null) {
            in.complete(this);
            return;
        }
        lastDue++;
        sent++;
        ByteBuf out = ctx.alloc().ioBuffer(first.size());
        first.write(out, framing, sent, System.nanoTime(), new Requests.Acks(0, 0));
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        if (in.isDone()) {
            refill();
            pump();
        }
    }

    private static Envelope whole(ByteBuf envelope, int length) throws InvalidProtocolBufferException {
        return Envelope.parseFrom(ByteBufUtil.getBytes(envelope, envelope.readerIndex(), length));
    }

    private void send(Kind kind, MessageLite payload) {
        send(Envelope.newBuilder()
                .setKind(kind)
                .setPayload(payload.toByteString())
                .build());
    }

    private void send(Envelope envelope) {
        byte[] bytes = envelope.toByteArray();
        ByteBuf out = ctx.alloc().ioBuffer(Framing.MOST + bytes.length);
        framing.before(out, bytes.length);
        ctx.writeAndFlush(out.writeBytes(bytes), ctx.voidPromise());
    }

    private void gone(String why) {
        if (!in.completeExceptionally(new IllegalStateException(why))) {
            meter.get().wrong();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (inflight > 0 || !idle() || !in.isDone()) {
            gone("the connection was closed");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        gone(String.valueOf(cause.getMessage()));
        ctx.close();
    }
}
