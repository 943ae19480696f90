package et.itests.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Who allocates what on the loops: each object by itself, as long as no thread has a buffer to allocate from. */
final class Allocations {

    private static final String EVENT = "jdk.ObjectAllocationOutsideTLAB";
    private static final int LINES = 60;

    private Allocations() {}

    /** Objects of one class that are made in one place. */
    private record Place(String frame, String type) {}

    /** A table of what {@code work} has allocated, by bytes, divided by the requests that it made. */
    static String of(Callable<?> work, int requests) throws Exception {
        Path file = Files.createTempFile("allocations", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(EVENT).withStackTrace();
            recording.start();
            work.call();
            recording.stop();
            recording.dump(file);
            return table(file, requests);
        } finally {
            Files.delete(file);
        }
    }

    private static String table(Path file, int requests) throws IOException {
        Map<Place, Long> bytes = new HashMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            RecordedThread thread = event.getThread();
            String name = thread == null ? null : thread.getJavaName();
            if (event.getEventType().getName().equals(EVENT)
                    && name != null
                    && name.startsWith(CountingLoops.THREADS)) {
                Place place = new Place(frame(event.getStackTrace()), type(event.getClass("objectClass")));
                bytes.merge(place, event.getLong("allocationSize"), Long::sum);
            }
        }
        List<Map.Entry<Place, Long>> largest = bytes.entrySet().stream()
                .sorted(Map.Entry.<Place, Long>comparingByValue().reversed())
                .limit(LINES)
                .toList();
        return largest.stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%8.1f  %-50s %s",
                        (double) entry.getValue() / requests,
                        entry.getKey().type(),
                        entry.getKey().frame()))
                .collect(Collectors.joining("\n", "bytes per request, of which class, by whom\n", "\n"));
    }

    /** The place that allocates, and the nearest one of et above it where that is another. */
    private static String frame(RecordedStackTrace trace) {
        if (trace == null || trace.getFrames().isEmpty()) {
            return "?";
        }
        RecordedFrame first = trace.getFrames().get(0);
        return trace.getFrames().stream()
                .filter(frame -> name(frame).startsWith("et."))
                .findFirst()
                .map(ours -> ours == first ? name(ours) : name(first) + " <- " + name(ours))
                .orElse(name(first));
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName() + ":" + frame.getLineNumber();
    }

    private static String type(RecordedClass type) {
        return type.getName();
    }
}
