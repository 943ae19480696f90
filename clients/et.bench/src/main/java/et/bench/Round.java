package et.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The figures of one round. */
record Round(long requests, double seconds, double cpuMicros, Histogram times, long wrongs, long megabytes) {

    double perSecond() {
        return requests / seconds;
    }

    /** Microseconds of server CPU for each request; 0 when no process was measured. */
    double cpuPerRequest() {
        return requests == 0 ? 0 : cpuMicros / requests;
    }

    private long micros(double percentile) {
        return times.getValueAtPercentile(percentile) / 1000;
    }

    /** One line for people; the title of its columns is {@link #TITLE}. */
    String line(String name) {
        return String.format(
                Locale.ROOT,
                "  %-8s %,12.0f %12.2f %9d %9d %9d %9d %8d",
                name,
                perSecond(),
                cpuPerRequest(),
                micros(50),
                micros(99),
                micros(99.9),
                megabytes,
                wrongs);
    }

    static final String TITLE = String.format(
            Locale.ROOT,
            "  %-8s %12s %12s %9s %9s %9s %9s %8s",
            "round",
            "requests/s",
            "CPU us/req",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "RSS MB",
            "wrong");

    /** How many times the floor's figures these are. */
    String ratios(Round floor) {
        return String.format(
                Locale.ROOT,
                "  %-8s %12.2f %12.2f %9.2f %9.2f %9.2f",
                "ratio",
                perSecond() / floor.perSecond(),
                cpuPerRequest() / floor.cpuPerRequest(),
                (double) micros(50) / floor.micros(50),
                (double) micros(99) / floor.micros(99),
                (double) micros(99.9) / floor.micros(99.9));
    }

    /** One line for scripts. */
    String json(Options options, @Nullable Round floor) {
        String least = floor == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ",\"floor_requests_per_s\":%.0f,\"floor_cpu_us_per_request\":%.2f,\"floor_p50_us\":%d,"
                                + "\"floor_p99_us\":%d",
                        floor.perSecond(),
                        floor.cpuPerRequest(),
                        floor.micros(50),
                        floor.micros(99));
        return String.format(
                Locale.ROOT,
                "{\"bench\":\"%s\",\"tiers\":\"%s\",\"transport\":\"tcp\",\"connections\":%d,\"inflight\":%d,\"payload\":%d,"
                        + "\"requests_per_s\":%.0f,\"cpu_us_per_request\":%.2f,\"p50_us\":%d,\"p99_us\":%d,\"p999_us\":%d,"
                        + "\"rss_mb\":%d,\"wrong\":%d%s}",
                options.workload(),
                options.tiers(),
                options.connections(),
                options.open() ? 0 : options.inflight(),
                options.payload(),
                perSecond(),
                cpuPerRequest(),
                micros(50),
                micros(99),
                micros(99.9),
                megabytes,
                wrongs,
                least);
    }
}
