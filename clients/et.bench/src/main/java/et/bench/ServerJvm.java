package et.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What the JVM of a server's process says of itself, to those whom the system lets attach to it. Nothing has to be set up for that. */
final class ServerJvm implements AutoCloseable {

    private final JMXConnector connector;
    private final ThreadMXBean threads;
    private final MemoryMXBean memory;
    private final List<MemoryPoolMXBean> pools;

    /** @throws IOException if it is none, or is not ours to look into */
    ServerJvm(long process) throws IOException {
        this.connector = connect(process);
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        this.threads = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        this.memory = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        this.pools = ManagementFactory.getPlatformMXBeans(beans, MemoryPoolMXBean.class);
    }

    @SuppressWarnings("BanJNDI") // the address is what a process of the same user on this machine has just said
    private static JMXConnector connect(long process) throws IOException {
        try {
            VirtualMachine jvm = VirtualMachine.attach(Long.toString(process));
            try {
                // Nobody but this connection comes in: it listens for programs on this machine only.
                JMXServiceURL url = new JMXServiceURL(jvm.startLocalManagementAgent());
                return JMXConnectorFactory.connect(url, Map.of("jmx.remote.x.client.connection.check.period", 0L));
            } finally {
                jvm.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    /** By thread, the bytes that it has allocated since it began. What threads have that are no more is not known. */
    Map<Long, Long> allocated() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> allocated = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            allocated.put(ids[i], Math.max(0, bytes[i]));
        }
        return allocated;
    }

    /** Bytes of the heap that are in use after a garbage collection. */
    long live() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Bytes that classes take after a garbage collection: all of them, and what of that is in the space for their headers. */
    Classes classes() {
        memory.gc();
        return new Classes(used("Metaspace"), used("Compressed Class Space"));
    }

    /**
     * What classes take.
     *
     * @param metaspace bytes in all
     * @param space bytes of it in the class space
     */
    record Classes(long metaspace, long space) {}

    private long used(String pool) {
        return pools.stream()
                .filter(one -> one.getName().equals(pool))
                .mapToLong(one -> one.getUsage().getUsed())
                .sum();
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
