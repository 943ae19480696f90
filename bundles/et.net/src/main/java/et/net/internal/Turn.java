package et.net.internal;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** The outputs of one loop that have something to send when this turn of the loop ends. Used on that loop only. */
final class Turn implements Runnable {

    private final EventLoop loop;
    private List<Output> waiting = new ArrayList<>();
    private List<Output> spare = new ArrayList<>();

    Turn(EventLoop loop) {
        this.loop = loop;
    }

    void add(Output output) {
        // Sockets are read first in a turn and tasks run after that: one task, behind those that are there already.
        if (waiting.isEmpty()) {
            loop.execute(this);
        }
        waiting.add(output);
    }

    @Override
    public void run() {
        List<Output> now = waiting;
        waiting = spare;
        spare = now;
        for (Output output : now) {
            output.flush();
        }
        now.clear();
    }
}
