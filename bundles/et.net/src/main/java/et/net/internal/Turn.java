package et.net.internal;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** The connections of one loop that have something to send when this turn of the loop ends. Used on that loop only. */
final class Turn implements Runnable {

    private final EventLoop loop;
    private List<ClientConnection> waiting = new ArrayList<>();
    private List<ClientConnection> spare = new ArrayList<>();

    Turn(EventLoop loop) {
        this.loop = loop;
    }

    void add(ClientConnection connection) {
        // Sockets are read first in a turn and tasks run after that: one task, behind those that are there already.
        if (waiting.isEmpty()) {
            loop.execute(this);
        }
        waiting.add(connection);
    }

    @Override
    public void run() {
        List<ClientConnection> now = waiting;
        waiting = spare;
        spare = now;
        now.forEach(ClientConnection::flush);
        now.clear();
    }
}
