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

    private final byte[] same;
    private final byte[] secret;
    private final Supplier<Meter> meter;
    private final CompletableFuture<Player> in = new CompletableFuture<>();

    /** When the requests that are not answered were due, by their numbers. */
    private final long[] due = new long[MOST];

    private long lastDue;
    private long sent;
    private long answered;

    /** Requests to keep in flight; 0: none is due until somebody says so. */
    private int inflight;

    private ChannelHandlerContext ctx;

    /**
     * @param same what is the same in all requests
     * @param meter what counts now
     */
    @SuppressWarnings("NullAway.Init") // ctx is there before anything comes
    Player(byte[] same, byte[] secret, Supplier<Meter> meter) {
        this.same = same;
        this.secret = secret;
        this.meter = meter;
    }

    /** Completes when it has logged in. */
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

    boolean idle() {
        return answered == lastDue;
    }

    private void refill() {
        long now = System.nanoTime();
        while (lastDue - answered < inflight) {
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
        ByteBuf out = ctx.alloc().ioBuffer((int) (until - sent) * (same.length + 32));
        while (sent < until) {
            sent++;
            Frames.request(out, sent, same, answered);
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
        while (bytes.readableBytes() >= Frames.LENGTH_BYTES) {
            int length = bytes.getInt(bytes.readerIndex());
            if (bytes.readableBytes() < Frames.LENGTH_BYTES + length) {
                return;
            }
            bytes.skipBytes(Frames.LENGTH_BYTES);
            int next = bytes.readerIndex() + length;
            received(bytes, length);
            bytes.readerIndex(next);
        }
    }

    private void received(ByteBuf envelope, int length) throws InvalidProtocolBufferException {
        switch (Frames.kind(envelope)) {
            case Kind.ANSWER_VALUE -> answered(Frames.number(envelope), false);
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
            case Kind.LOGGED_IN_VALUE -> in.complete(this);
            case Kind.PING_VALUE ->
                send(whole(envelope, length).toBuilder().setKind(Kind.PONG).build());
            case Kind.CLOSE_VALUE -> gone(whole(envelope, length).getText());
            default -> {}
        }
    }

    private void answered(long number, boolean failed) {
        Meter now = meter.get();
        if (failed || number != answered + 1) {
            now.wrong();
        }
        if (number > answered && number <= sent) {
            answered = number;
            now.answered(System.nanoTime() - due[slot(number)]);
        }
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
        ctx.writeAndFlush(
                ctx.alloc()
                        .ioBuffer(Frames.LENGTH_BYTES + bytes.length)
                        .writeInt(bytes.length)
                        .writeBytes(bytes),
                ctx.voidPromise());
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
