package et.net.internal;

import et.net.Loops;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops of this container: one thread each, {@code et-loop-0} and up. Immediate, so that they stay when nobody uses them for a moment.
 * A change of their configuration takes effect with the next start of the container: a lane cannot change its thread under its actors.
 */
@Component(configurationPid = "et.net.loops", immediate = true)
@Designate(ocd = EventLoops.Config.class)
public final class EventLoops implements Loops {

    @ObjectClassDefinition(
            name = "et loops",
            description =
                    "The event loops that sockets and lanes share. Changes take effect when the container starts again.")
    public @interface Config {

        @AttributeDefinition(description = "How many loops; 0: one per core. 1 to 1024.")
        int count() default 0;

        @AttributeDefinition(description = "auto (epoll where the machine has it, else nio), epoll, nio or io_uring.")
        String io() default "auto";
    }

    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);
    private static final int MOST = 1024;
    private static final int STOP_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> all;

    @Activate
    public EventLoops(Config config) {
        Io io = choose(config.io());
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> thread(task, number.getAndIncrement());
        group = new MultiThreadIoEventLoopGroup(count(config.count()), threads, io.handler());
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor loop : group) {
            // A loop starts its thread with its first task: one after the other, so that loop n has thread n.
            loop.submit(() -> {}).syncUninterruptibly();
            loops.add((EventLoop) loop);
        }
        all = List.copyOf(loops);
        log.info("{} event loops on {}", all.size(), io.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public List<EventLoop> all() {
        return all;
    }

    @Modified
    void modified() {
        log.warn("The loops go on as they are. The changed et.net.loops takes effect when the container starts again.");
    }

    @Deactivate
    void deactivate() {
        if (!group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS + 1, TimeUnit.SECONDS)) {
            log.warn("Event loops still busy {} s after they were told to stop; left behind", STOP_SECONDS + 1);
        }
    }

    private static int count(int wanted) {
        if (wanted < 0 || wanted > MOST) {
            throw new IllegalArgumentException("et.net.loops count: " + wanted + " (expected: 0 to " + MOST + ")");
        }
        return wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    }

    private static Io choose(String wanted) {
        if (wanted.equals("auto")) {
            return Io.EPOLL.available() ? Io.EPOLL : Io.NIO;
        }
        for (Io io : Io.values()) {
            if (io.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                if (io.available()) {
                    return io;
                }
                log.warn("io {} is not available here; the loops use nio", wanted);
                return Io.NIO;
            }
        }
        throw new IllegalArgumentException("et.net.loops io: " + wanted + " (expected: auto, epoll, nio or io_uring)");
    }

    private static Thread thread(Runnable task, int number) {
        // Buffers are cached by thread; Netty does that for its own kind of thread only.
        Thread thread = new FastThreadLocalThread(task, "et-loop-" + number);
        thread.setDaemon(true);
        // Not the loader of whatever happened to start this bundle.
        thread.setContextClassLoader(EventLoops.class.getClassLoader());
        return thread;
    }
}
