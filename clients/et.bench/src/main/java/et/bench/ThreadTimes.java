package et.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * On which threads the processes of a server spend their time, and how often those were woken up for it: as Linux counts it for each thread, so that
 * nothing has to be sampled and nothing costs more for being looked at. Threads of one purpose, as loops, are one line.
 */
final class ThreadTimes {

    /** Below that share of all a line is noise; they are summed up in one. */
    private static final double LEAST_SHARE = 0.01;

    private static final Pattern HOME = Pattern.compile(
            "-Dkaraf\\.base=[^\0]*/(?<container>[^/\0]+)|et\\.launcher\\.Main\0(?<database>database)\0");

    private static final String OTHERS = "others";

    private final Path proc;
    private final Map<Long, String> labels = new HashMap<>();
    private final Map<String, Used> used = new HashMap<>();
    private Map<Path, Counted> before = Map.of();

    /** What one thread has used since it began. */
    private record Counted(String name, long nanos, long switches) {}

    private record Used(long nanos, long switches) {

        Used plus(Used more) {
            return new Used(nanos + more.nanos, switches + more.switches);
        }
    }

    ThreadTimes(Processes processes) throws IOException {
        this(Path.of("/proc"), processes);
    }

    /**
     * @param proc the file system in which the kernel tells
     * @throws IOException if this system tells nothing of threads
     */
    ThreadTimes(Path proc, Processes processes) throws IOException {
        this.proc = proc;
        for (long id : processes.ids()) {
            labels.put(id, processes.ids().size() == 1 ? "" : containerName(id));
        }
        if (count().isEmpty() && !labels.isEmpty()) {
            throw new IOException("--threads: this system does not tell what threads use; Linux does");
        }
    }

    /** The container of a process, which is the directory that it lives in, or the database beside them. */
    private String containerName(long id) throws IOException {
        Matcher home = HOME.matcher(Files.readString(proc.resolve(id + "/cmdline")));
        if (!home.find()) {
            return Long.toString(id);
        }
        String container = home.group("container");
        return container == null ? home.group("database") : container;
    }

    /** What is used from now on counts. */
    void begin() throws IOException {
        before = count();
    }

    /** What was used since {@link #begin} is added to what was used before. */
    void end() throws IOException {
        count().forEach((thread, now) -> {
            Counted then = before.getOrDefault(thread, new Counted(now.name, 0, 0));
            if (now.nanos > then.nanos) {
                used.merge(now.name, new Used(now.nanos - then.nanos, now.switches - then.switches), Used::plus);
            }
        });
    }

    private Map<Path, Counted> count() throws IOException {
        Map<Path, Counted> counted = new HashMap<>();
        for (Map.Entry<Long, String> process : labels.entrySet()) {
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc.resolve(process.getKey() + "/task"))) {
                for (Path thread : threads) {
                    counted(process.getValue(), thread).ifPresent(one -> counted.put(thread, one));
                }
            }
        }
        return counted;
    }

    /** Nothing if the thread has just ended. */
    private static Optional<Counted> counted(String label, Path thread) throws IOException {
        try {
            String name = purpose(Files.readString(thread.resolve("comm")).strip());
            String nanos = Files.readString(thread.resolve("schedstat")).replaceAll(" .*\\s*", "");
            long switches = Files.readAllLines(thread.resolve("status")).stream()
                    .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
            return Optional.of(
                    new Counted(label.isEmpty() ? name : label + " " + name, Long.parseLong(nanos), switches));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The name without what tells it from others of its kind; the kernel keeps 15 characters of it. */
    private static String purpose(String name) {
        if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
            return "JIT " + name.substring(0, 2);
        }
        return name.replaceAll("[-#\\s]*\\d*$", "");
    }

    /** For people: a line for each purpose, the most first. */
    List<String> table(String server, long requests) {
        long all = Math.max(1, used.values().stream().mapToLong(Used::nanos).sum());
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "  %-34s %11s %7s %15s", server + ": its threads", "CPU us/req", "share", "wake-ups/req"));
        used.entrySet().stream()
                .collect(Collectors.toMap(
                        one -> one.getValue().nanos < LEAST_SHARE * all ? OTHERS : one.getKey(),
                        Map.Entry::getValue,
                        Used::plus))
                .entrySet()
                .stream()
                .sorted(Map.Entry.<String, Used>comparingByValue((one, other) -> Long.compare(other.nanos, one.nanos)))
                .map(one -> line(one.getKey(), one.getValue(), all, Math.max(1, requests)))
                .forEach(lines::add);
        return lines;
    }

    private static String line(String name, Used used, long all, long requests) {
        return String.format(
                Locale.ROOT,
                "    %-32s %11.2f %5.0f %% %15.2f",
                name,
                used.nanos / 1e3 / requests,
                100.0 * used.nanos / all,
                (double) used.switches / requests);
    }
}
