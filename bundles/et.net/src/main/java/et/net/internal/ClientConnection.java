package et.net.internal;

import et.net.Connection;
import et.net.ConnectionListener;
import et.proto.client.Code;
import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client, whatever carries its frames: a {@link Splitter} hands the frames in, and what goes out is collected here until the turn of the
 * loop ends. On its loop only.
 */
final class ClientConnection implements Connection {

    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private static final byte[] NOTHING = {};

    private final Reception reception;
    private final Limits limits;
    private final Channel channel;
    private final InetAddress address;
    private final Admission.Verdict verdict;
    private final Output output;
    private final Whereabouts whereabouts;
    private final EnvelopeReader reader = new EnvelopeReader();
    private final RateLimit rate;
    private final long began;

    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    private Turn turn;
    private @Nullable Splitter splitter;
    private @Nullable ConnectionListener listener;
    private @Nullable ScheduledFuture<?> watch;

    private long now;
    private long lastFrame;
    private boolean authenticated;
    private boolean wanted = true;
    private boolean moving;
    private boolean congested;
    private boolean full;
    private boolean heard;
    private boolean closing;

    ClientConnection(
            Reception reception, Channel channel, Framing framing, InetAddress address, Admission.Verdict verdict) {
        this.reception = reception;
        this.channel = channel;
        this.address = address;
        this.verdict = verdict;
        limits = reception.limits();
        output = new Output(channel, framing);
        whereabouts = new Whereabouts(channel);
        turn = reception.turn(channel.eventLoop());
        began = System.nanoTime();
        now = began;
        lastFrame = began;
        rate = new RateLimit(limits.framesPerSecond(), limits.burst(), began);
    }

    // ---- the life of a connection, as the handlers of its transport tell it ----

    /** The socket is there. The handshake's time runs. */
    void connected() {
        watch = loop().schedule(this::watch, limits.handshakeMillis(), TimeUnit.MILLISECONDS);
        // As a task: the end of a socket can be found in the middle of a frame, and the listener is not to be told in
        // the middle of one.
        channel.closeFuture().addListener(closed -> run(this::gone));
    }

    boolean admitted() {
        return verdict == Admission.Verdict.ADMITTED;
    }

    /** Frames can come and go from now on. */
    void open(ChannelHandlerContext frames, Splitter from) {
        output.open(frames);
        splitter = from;
        if (admitted()) {
            try {
                listener = reception.endpoint().accepted(this);
            } catch (RuntimeException e) {
                reception.faults().report("endpoint failed over a new connection from", address, e);
                close(Code.INTERNAL_VALUE, "The server failed.");
            }
        } else {
            violated(Code.TOO_MANY, "Too many connections.");
        }
    }

    /** A batch of bytes has arrived. */
    void arrived() {
        now = System.nanoTime();
        rate.refill(now);
    }

    /** Whether a frame may be handed in now. */
    boolean takes() {
        return wanted && !moving && !congested && !full && !closing;
    }

    boolean closing() {
        return closing;
    }

    /** Counts a frame, of the protocol or of the transport. @return false when there were too many */
    boolean count() {
        if (rate.take()) {
            return true;
        }
        violated(Code.TOO_FAST, "More than " + limits.framesPerSecond() + " frames a second.");
        return false;
    }

    /** A whole envelope. */
    void frame(ByteBuf in, int start, int length) {
        ConnectionListener to = listener;
        if (to == null || closing) {
            return;
        }
        lastFrame = now;
        String problem = reader.read(in, start, length);
        if (problem != null) {
            violated(Code.MALFORMED, "Not an envelope: " + problem + ".");
            return;
        }
        if (reader.kind() == Kind.PING || reader.kind() == Kind.PONG) {
            if (reader.kind() == Kind.PING) {
                control(Kind.PONG, reader.number(), NOTHING);
            }
            if (reader.ack() == 0 && reader.pushAck() == 0) {
                return;
            }
            reader.becomeAck();
        }
        heard = true;
        try {
            to.frame(reader);
        } catch (RuntimeException e) {
            reception.faults().report("failed over a frame from", address, e);
            close(Code.INTERNAL_VALUE, "The server failed over this frame.");
        } finally {
            reader.done();
        }
    }

    /** The socket has been read dry. */
    void readComplete() {
        if (heard && !closing && listener != null) {
            heard = false;
            try {
                listener.readComplete();
            } catch (RuntimeException e) {
                reception.faults().report("failed after the frames from", address, e);
                close(Code.INTERNAL_VALUE, "The server failed.");
            }
        }
    }

    /** What has been sent waits in this machine, or does not any more. */
    void congested(boolean on) {
        congested = on;
        adjustReading();
    }

    /** The client says good-bye in the transport's own way. */
    void leaves() {
        closing = true;
        output.agree();
    }

    /** The client was too many, and has been told so in the transport's own way. */
    void turnedAway() {
        reception.tally().refused().increment();
    }

    /** The client has done what the protocol forbids. */
    void violated(Code code, String text) {
        if (!closing) {
            switch (code) {
                case MALFORMED, TOO_LARGE -> reception.tally().malformed().increment();
                default -> reception.tally().refused().increment();
            }
            log.debug("Closing {} {}: {} {}", reception.transport(), address, code, text);
            close(code.getNumber(), text);
        }
    }

    /** Something that is no client's doing has gone wrong on the way. */
    void failed(Throwable cause) {
        reception.faults().report("failed on the connection of", address, cause);
    }

    private void gone() {
        closing = true;
        if (watch != null) {
            watch.cancel(false);
        }
        output.release();
        if (splitter != null) {
            splitter.letGo();
        }
        ConnectionListener to = listener;
        listener = null;
        if (to != null) {
            try {
                to.closed();
            } catch (RuntimeException e) {
                reception.faults().report("failed over the end of", address, e);
            }
        }
        reception.left(this, verdict);
        ended.complete(null);
    }

    /** Runs a task on the connection's loop. Any thread. */
    void run(Runnable task) {
        whereabouts.run(task);
    }

    /** Completes when the socket is gone and the listener has been told. Any thread. */
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    private void watch() {
        if (closing) {
            return;
        }
        now = System.nanoTime();
        if (!wanted) {
            // The silence is ours.
            lastFrame = now;
        }
        long left = authenticated
                ? lastFrame - now + TimeUnit.MILLISECONDS.toNanos(limits.idleMillis())
                : began - now + TimeUnit.MILLISECONDS.toNanos(limits.handshakeMillis());
        if (left <= 0) {
            violated(Code.TIMEOUT, authenticated ? "Silent for too long." : "No login in time.");
        } else {
            watch = loop().schedule(this::watch, left, TimeUnit.NANOSECONDS);
        }
    }

    // ---- what the endpoint may do ----

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public String transport() {
        return reception.transport();
    }

    @Override
    public int maxFrame() {
        return limits.maxFrame();
    }

    @Override
    public int heartbeatMillis() {
        return limits.heartbeatMillis();
    }

    @Override
    public void answer(long number, int message, byte[] payload) {
        ByteBuf to = room(EnvelopeWriter.bound(0, payload.length));
        if (to != null) {
            output.write(to, Kind.ANSWER, number, message, "", "", payload, 0, "");
        }
    }

    @Override
    public void fail(long number, int code, String text) {
        String cut = cut(text);
        ByteBuf to = room(EnvelopeWriter.bound(cut.length(), 0));
        if (to != null) {
            output.write(to, Kind.FAILURE, number, 0, "", "", NOTHING, code, cut);
        }
    }

    @Override
    public void push(long number, int message, String type, String id, byte[] payload) {
        ByteBuf to = room(EnvelopeWriter.bound(type.length() + id.length(), payload.length));
        if (to != null) {
            output.write(to, Kind.PUSH, number, message, type, id, payload, 0, "");
        }
    }

    @Override
    public void snapshot(long number, String type, String id) {
        ByteBuf to = room(EnvelopeWriter.bound(type.length() + id.length(), 0));
        if (to != null) {
            output.write(to, Kind.SNAPSHOT, number, 0, type, id, NOTHING, 0, "");
        }
    }

    @Override
    public void control(Kind kind, long number, byte[] payload) {
        ByteBuf to = room(EnvelopeWriter.bound(0, payload.length));
        if (to != null) {
            output.write(to, kind, number, 0, "", "", payload, 0, "");
        }
    }

    /** Where something of that many bytes can be written; null when nothing can be sent any more. */
    @Nullable ByteBuf room(int bytes) {
        if (closing) {
            return null;
        }
        long waiting = output.waiting() + bytes;
        if (waiting > limits.outputLimit()) {
            violated(Code.SLOW, "More than " + limits.outputLimit() + " bytes wait to be read.");
            return null;
        }
        boolean first = output.isEmpty();
        ByteBuf to = output.room(bytes);
        if (to != null && first) {
            turn.add(this);
        }
        if (waiting > limits.outputHigh() && !full) {
            // Not only when the turn ends: one read may hold thousands of small requests for large answers.
            full = true;
            adjustReading();
        }
        return to;
    }

    /** The turn ends: sends what was collected in it. */
    void flush() {
        output.flush();
        if (full) {
            // From here on the channel tells.
            full = false;
            adjustReading();
        }
    }

    @Override
    public void close(int code, String text) {
        if (closing) {
            return;
        }
        closing = true;
        if (watch != null) {
            watch.cancel(false);
        }
        output.farewell(code, cut(text));
    }

    @Override
    public void move(EventLoop to, Runnable then) {
        Turn there = reception.turn(to);
        if (moving) {
            throw new IllegalStateException("move of " + address + " to " + to + " (expected: after the last move)");
        }
        if (to == loop() || !Io.of(to).moves()) {
            then.run();
            return;
        }
        moving = true;
        adjustReading();
        // Behind the task that sends what this turn has collected: from then on nobody here has anything to do with it.
        loop().execute(() -> {
            if (closing || output.waiting() > 0) {
                moved(then);
                return;
            }
            if (watch != null) {
                watch.cancel(false);
            }
            whereabouts.move(to, () -> {
                turn = there;
                watch();
                moved(then);
            });
        });
    }

    private void moved(Runnable then) {
        moving = false;
        adjustReading();
        then.run();
    }

    @Override
    public void reading(boolean on) {
        if (wanted != on) {
            wanted = on;
            if (on) {
                lastFrame = System.nanoTime();
            }
            adjustReading();
        }
    }

    @Override
    public void authenticated() {
        authenticated = true;
        lastFrame = System.nanoTime();
    }

    private void adjustReading() {
        boolean on = takes();
        if (!closing && channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
            if (on && splitter != null) {
                // What was read before comes first. As a task: this may be called from within a frame.
                run(splitter::goOn);
            }
        }
    }

    private static String cut(String text) {
        return text.length() <= EnvelopeReader.LONGEST_TEXT ? text : text.substring(0, EnvelopeReader.LONGEST_TEXT);
    }
}
