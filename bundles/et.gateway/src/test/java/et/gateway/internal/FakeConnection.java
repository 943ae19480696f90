package et.gateway.internal;

import et.net.Connection;
import et.net.ConnectionListener;
import et.net.Endpoint;
import et.proto.client.Kind;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * A connection without a socket. What the client sends runs on the loop; what the server sends is handed to {@code receiver} on the loop. It
 * delivers nothing while it is not reading or on its way to another loop, and nothing after it was closed.
 */
final class FakeConnection implements Connection {

    /** A frame from the server. */
    record Sent(Kind kind, long number, int message, String type, String id, byte[] payload, int code, String text) {}

    private volatile EventLoop loop;
    private final Consumer<Sent> receiver;
    private final Queue<FakeFrame> waiting = new ConcurrentLinkedQueue<>();
    private ConnectionListener listener;
    private volatile boolean reading = true;
    private boolean moving;
    private boolean closed;

    FakeConnection(EventLoop loop, Endpoint endpoint, Consumer<Sent> receiver) {
        this.loop = loop;
        this.receiver = receiver;
        loop.execute(() -> listener = endpoint.accepted(this));
    }

    /** The client sends a frame. */
    void send(FakeFrame frame) {
        waiting.add(frame);
        run(this::deliver);
    }

    /** The same, on the loop and at once. */
    void frame(FakeFrame frame) {
        listener.frame(frame);
    }

    /** The connection breaks. */
    void cut() {
        run(this::end);
    }

    /** Runs a task on the loop, also when the connection moves meanwhile. */
    private void run(Runnable task) {
        EventLoop at = loop;
        at.execute(() -> {
            if (loop == at) {
                task.run();
            } else {
                run(task);
            }
        });
    }

    boolean isReading() {
        return reading;
    }

    private void deliver() {
        boolean any = false;
        while (reading && !moving && !closed && !waiting.isEmpty()) {
            listener.frame(waiting.remove());
            any = true;
        }
        if (any && !closed) {
            listener.readComplete();
        }
    }

    private void end() {
        if (!closed) {
            closed = true;
            waiting.clear();
            listener.closed();
        }
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public InetAddress address() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public String transport() {
        return "fake";
    }

    @Override
    public int maxFrame() {
        return 16_384;
    }

    @Override
    public int heartbeatMillis() {
        return 10_000;
    }

    @Override
    public void answer(long number, int message, byte[] payload) {
        receive(new Sent(Kind.ANSWER, number, message, "", "", payload, 0, ""));
    }

    @Override
    public void fail(long number, int code, String text) {
        receive(new Sent(Kind.FAILURE, number, 0, "", "", Client.NOTHING, code, text));
    }

    @Override
    public void push(long number, int message, String type, String id, byte[] payload) {
        receive(new Sent(Kind.PUSH, number, message, type, id, payload, 0, ""));
    }

    @Override
    public void snapshot(long number, String type, String id) {
        receive(new Sent(Kind.SNAPSHOT, number, 0, type, id, Client.NOTHING, 0, ""));
    }

    @Override
    public void control(Kind kind, long number, byte[] payload) {
        receive(new Sent(kind, number, 0, "", "", payload, 0, ""));
    }

    @Override
    public void close(int code, String text) {
        if (!closed) {
            receive(new Sent(Kind.CLOSE, 0, 0, "", "", Client.NOTHING, code, text));
            closed = true;
            loop.execute(() -> listener.closed());
        }
    }

    @Override
    public void move(EventLoop to, Runnable then) {
        if (to == loop) {
            then.run();
            return;
        }
        moving = true;
        loop = to;
        to.execute(() -> {
            moving = false;
            then.run();
            deliver();
        });
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        if (on) {
            loop.execute(this::deliver);
        }
    }

    @Override
    public void authenticated() {}

    private void receive(Sent sent) {
        if (!loop.inEventLoop() || moving) {
            throw new IllegalStateException("sent on " + Thread.currentThread() + " (expected: the connection's loop)");
        }
        if (!closed) {
            receiver.accept(sent);
        }
    }
}
