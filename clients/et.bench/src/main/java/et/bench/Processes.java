package et.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the server's processes cost, as the operating system counts it. */
record Processes(List<Long> ids) {

    /** CPU time so far, of all of them. */
    Duration cpu() {
        return ids.stream()
                .map(id ->
                        ProcessHandle.of(id).flatMap(process -> process.info().totalCpuDuration()))
                .map(cpu -> cpu.orElseThrow(() -> new IllegalStateException(
                        "a process of the server has ended, or this system does not tell what it used: " + ids)))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Memory that they hold now, in MB; 0 where the system does not tell. */
    long megabytes() {
        return resident() >> 20;
    }

    /** The same in bytes. */
    long resident() {
        long kilobytes = 0;
        for (long id : ids) {
            kilobytes += resident(Path.of("/proc/" + id + "/status"));
        }
        return kilobytes << 10;
    }

    private static long resident(Path status) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }
}
