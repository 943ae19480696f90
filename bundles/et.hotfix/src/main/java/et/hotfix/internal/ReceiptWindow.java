package et.hotfix.internal;

import et.actor.Logics;
import et.hotfix.Receipt;
import et.session.Sessions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The time around a switch in which everything is counted. Used by one thread. */
final class ReceiptWindow {

    private static final long POLL_MILLIS = 20;
    private static final int READINGS = 5;

    private final Readings readings;
    private final long opened = System.nanoTime();
    private final Logics.Counters lanes;
    private final Sessions.@Nullable Counters clients;
    private final Map<Long, Long> marks = new HashMap<>();

    private ReceiptWindow(Readings readings) throws InterruptedException {
        this.readings = readings;
        this.lanes = readings.lanes();
        this.clients = readings.clients();
    }

    /** Opens the window: before the switch. */
    static ReceiptWindow open(Readings readings) throws InterruptedException {
        return new ReceiptWindow(readings);
    }

    /** Notes what is unanswered: right after the switch. */
    void switched() throws InterruptedException {
        List<Sessions.Line> lines = readings.sessions();
        if (lines != null) {
            for (Sessions.Line line : lines) {
                if (line.held() > 0) {
                    marks.put(line.session(), line.requests());
                }
            }
        }
    }

    /** Waits until what was noted is answered, or the deadline has passed. */
    Closed close(Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        long open = open();
        while (open > 0 && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
            open = open();
        }
        Logics.Counters lanesNow = readings.lanes();
        Sessions.Counters clientsNow = readings.clients();
        long lost = 0;
        if (clients != null && clientsNow != null) {
            lost = missing(clientsNow) - missing(clients);
            // The gateway's figures are not read at one instant. A request that is lost stays lost: read again before
            // saying so.
            for (int i = 1; i < READINGS && lost != 0; i++) {
                Thread.sleep(POLL_MILLIS);
                Sessions.Counters again = readings.clients();
                if (again != null && Math.abs(missing(again) - missing(clients)) < Math.abs(lost)) {
                    clientsNow = again;
                    lost = missing(again) - missing(clients);
                }
            }
        }
        long millis = (System.nanoTime() - opened) / 1_000_000;
        return new Closed(millis, lanes, lanesNow, clientFigures(clientsNow, lanesNow, open, lost));
    }

    private Optional<Receipt.Clients> clientFigures(
            Sessions.@Nullable Counters now, Logics.Counters lanesNow, long open, long lost) {
        if (clients == null || now == null) {
            return Optional.empty();
        }
        // More answered than taken would be an answer given twice.
        long surplus = Math.max(0, -lost);
        return Optional.of(new Receipt.Clients(
                now.accepted() - clients.accepted(),
                now.answered() - clients.answered(),
                open,
                Math.max(0, lost),
                now.unexpected() - clients.unexpected() + surplus,
                now.reordered() - clients.reordered() + lanesNow.reordered() - lanes.reordered(),
                now.disconnected() - clients.disconnected(),
                now.abandoned() - clients.abandoned()));
    }

    /** Requests taken before the switch that are unanswered still. */
    private long open() throws InterruptedException {
        if (marks.isEmpty()) {
            return 0;
        }
        List<Sessions.Line> lines = readings.sessions();
        if (lines == null) {
            return marks.size();
        }
        long open = 0;
        Map<Long, Long> still = new HashMap<>();
        for (Sessions.Line line : lines) {
            Long mark = marks.get(line.session());
            if (mark != null && line.oldest() != 0 && line.oldest() <= mark) {
                still.put(line.session(), mark);
                open += Math.min(line.held(), mark - line.oldest() + 1);
            }
        }
        marks.keySet().retainAll(still.keySet());
        return open;
    }

    private static long missing(Sessions.Counters counters) {
        return counters.accepted() - counters.answered() - counters.abandoned() - counters.held();
    }

    /**
     * What was counted.
     *
     * @param millis how long the window was open
     */
    record Closed(long millis, Logics.Counters before, Logics.Counters after, Optional<Receipt.Clients> clients) {

        /** Messages applied by a version of a bundle. */
        long handled(String bundle, String version) {
            return sum(after, bundle, version) - sum(before, bundle, version);
        }

        long repeats() {
            return after.repeats() - before.repeats();
        }

        long failed() {
            return after.failed() - before.failed();
        }

        private static long sum(Logics.Counters counters, String bundle, String version) {
            String code = " " + bundle + "/" + version;
            return counters.handled().entrySet().stream()
                    .filter(e -> e.getKey().endsWith(code))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }
}
