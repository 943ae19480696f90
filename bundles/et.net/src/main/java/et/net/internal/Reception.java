package et.net.internal;

import et.net.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one transport have in common. Thread-safe.
 *
 * @param turns by loop
 * @param present the connections that are there now
 */
record Reception(
        String transport,
        Endpoint endpoint,
        Supplier<Limits> current,
        Admission admission,
        Tally tally,
        Faults faults,
        Map<EventLoop, Turn> turns,
        Set<ClientConnection> present) {

    Limits limits() {
        return current.get();
    }

    Turn turn(EventLoop loop) {
        Turn turn = turns.get(loop);
        if (turn == null) {
            throw new IllegalStateException("loop: " + loop + " (expected: one of the Loops service)");
        }
        return turn;
    }

    /** Takes in a new client. @return null when it is not worth a word: the channel is closed */
    @Nullable ClientConnection enter(Channel channel, Framing framing) {
        tally.accepted().increment();
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            // Gone before we looked.
            channel.close();
            return null;
        }
        Admission.Verdict verdict = admission.enter(remote.getAddress(), limits());
        if (verdict == Admission.Verdict.DROPPED) {
            tally.refused().increment();
            channel.close();
            return null;
        }
        ClientConnection connection = new ClientConnection(this, channel, framing, remote.getAddress(), verdict);
        tally.open().increment();
        present.add(connection);
        connection.connected();
        return connection;
    }

    /** A client that had been taken in is gone. */
    void left(ClientConnection connection, Admission.Verdict verdict) {
        if (present.remove(connection)) {
            tally.open().decrement();
            admission.leave(connection.address(), verdict);
        }
    }
}
