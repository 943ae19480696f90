package et.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the threads of a server allocate, all processes summed. */
final class Allocations implements AutoCloseable {

    private final List<ServerJvm> jvms = new ArrayList<>();
    private final List<Map<Long, Long>> before = new ArrayList<>();

    /** Where a process does not let itself be looked into, nothing is known of any. */
    Allocations(Processes processes) throws IOException {
        try {
            for (long id : processes.ids()) {
                jvms.add(new ServerJvm(id));
            }
        } catch (IOException e) {
            System.err.println("Not measured: allocations; a process of the server cannot be attached to: " + e);
            close();
        }
    }

    void begin() {
        before.clear();
        jvms.forEach(jvm -> before.add(jvm.allocated()));
    }

    /** Bytes since {@link #begin}; 0 when nothing is known. */
    long end() {
        long bytes = 0;
        for (int i = 0; i < before.size(); i++) {
            Map<Long, Long> then = before.get(i);
            for (Map.Entry<Long, Long> now : jvms.get(i).allocated().entrySet()) {
                bytes += now.getValue() - then.getOrDefault(now.getKey(), 0L);
            }
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (ServerJvm jvm : jvms) {
            jvm.close();
        }
        jvms.clear();
        before.clear();
    }
}
