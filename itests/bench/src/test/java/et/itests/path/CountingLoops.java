package et.itests.path;

import com.sun.management.ThreadMXBean;
import et.net.Loops;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Loops as a container has them, which count what they are given to do, and what their threads allocate. */
final class CountingLoops implements Loops, AutoCloseable {

    static final String THREADS = "et-loop-";

    private final Group group;
    private final List<EventLoop> all = new ArrayList<>();

    CountingLoops(int count) {
        ThreadFactory threads = task -> new FastThreadLocalThread(task, THREADS + "test");
        group = new Group(
                count, threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        for (EventExecutor loop : group) {
            all.add((EventLoop) loop);
        }
    }

    @Override
    public List<EventLoop> all() {
        return all;
    }

    /** What has happened on all loops up to now. Waits until they have done what they were given before. */
    Usage usage() {
        Usage sum = Usage.NONE;
        for (EventLoop loop : all) {
            CountingLoop counting = (CountingLoop) loop;
            sum = sum.plus(
                    counting.submit(counting::usage).syncUninterruptibly().getNow());
        }
        return sum;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class Group extends MultiThreadIoEventLoopGroup {

        Group(int count, ThreadFactory threads, IoHandlerFactory io) {
            super(count, threads, io);
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... none) {
            return new CountingLoop(this, executor, io);
        }
    }

    private static final class CountingLoop extends SingleThreadIoEventLoop {

        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final AtomicLong handed = new AtomicLong();
        private final AtomicLong own = new AtomicLong();
        private long looks;

        CountingLoop(Group group, Executor executor, IoHandlerFactory io) {
            super(group, executor, io);
        }

        @Override
        public void execute(Runnable task) {
            (inEventLoop() ? own : handed).incrementAndGet();
            super.execute(task);
        }

        /** On the loop, by a task that is handed to it and does not count. */
        Usage usage() {
            looks++;
            return new Usage(threads.getCurrentThreadAllocatedBytes(), handed.get() - looks, own.get());
        }
    }
}
