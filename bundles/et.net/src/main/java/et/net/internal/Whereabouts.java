package et.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/** The loop that a channel lives on. While the channel is on its way to another one nobody touches it: who wants to waits for it there. */
final class Whereabouts {

    private final Channel channel;

    /** Replaced on the loop that the channel leaves; complete when it has arrived. */
    private volatile CompletableFuture<EventLoop> home;

    Whereabouts(Channel channel) {
        this.channel = channel;
        home = CompletableFuture.completedFuture(channel.eventLoop());
    }

    /** Runs a task on the channel's loop, never at once; what has to wait comes in no certain order. Any thread. */
    void run(Runnable task) {
        CompletableFuture<EventLoop> there = home;
        there.thenAccept(loop -> loop.execute(() -> {
            if (home == there) {
                task.run();
            } else {
                run(task);
            }
        }));
    }

    /**
     * Takes the channel to another loop. Called on its loop; it must have nothing to send, and no timer here.
     *
     * @param arrived run over there, also when the channel has been closed on the way
     */
    void move(EventLoop to, Runnable arrived) {
        CompletableFuture<EventLoop> there = new CompletableFuture<>();
        home = there;
        channel.deregister()
                .addListener(left -> to.register(channel).addListener(registered -> {
                    there.complete(to);
                    arrived.run();
                }));
    }
}
