package et.net;

import io.netty.channel.EventLoop;
import java.util.List;

/** The event loops of this container, which sockets and lanes share. An OSGi service. The loops outlive whoever uses them. */
public interface Loops {

    /** All loops, always in the same order; lane {@code n} runs on loop {@code n}. */
    List<EventLoop> all();
}
