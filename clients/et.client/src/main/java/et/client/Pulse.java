package et.client;

import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a connection alive, and finds out when it is dead. A PING goes twice in the server's heartbeat, whatever else goes: its PONG is what
 * proves that the server is still there.
 */
final class Pulse {

    /** Heartbeats without a word from the server after which it is given up. */
    private static final int DEAD_AFTER = 2;

    private final Wire wire;
    private final ScheduledFuture<?> beat;
    private final long deadNanos;
    private long heard = System.nanoTime();

    Pulse(EventLoop loop, int heartbeatMillis, Wire wire) {
        this.wire = wire;
        int heartbeat = Math.max(heartbeatMillis, 100);
        deadNanos = TimeUnit.MILLISECONDS.toNanos((long) DEAD_AFTER * heartbeat);
        beat = loop.scheduleAtFixedRate(this::beat, heartbeat / 2, heartbeat / 2, TimeUnit.MILLISECONDS);
    }

    void heard() {
        heard = System.nanoTime();
    }

    void stop() {
        beat.cancel(false);
    }

    private void beat() {
        if (System.nanoTime() - heard > deadNanos) {
            wire.close("nothing heard from the server for " + TimeUnit.NANOSECONDS.toMillis(deadNanos) + " ms");
        } else {
            wire.send(Envelope.newBuilder().setKind(Kind.PING).build());
        }
    }
}
