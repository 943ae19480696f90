package et.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The figures of one round.
 *
 * @param requests how many were answered; of a workload that delivers, how many messages came
 * @param allocated bytes of the servers' heaps; 0 when that is not known
 */
record Round(
        long requests, double seconds, double cpuMicros, long allocated, Histogram times, long wrongs, long megabytes) {

    double perSecond() {
        return requests / seconds;
    }

    /** Microseconds of server CPU for each request; 0 when no process was measured. */
    double cpuPerRequest() {
        return requests == 0 ? 0 : cpuMicros / requests;
    }

    double bytesPerRequest() {
        return requests == 0 ? 0 : (double) allocated / requests;
    }

    private double micros(double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }

    /** The one that stands for all: that of the median cost. */
    static Round median(List<Round> rounds) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(Round::cpuPerRequest))
                .skip(rounds.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    /** The titles of {@link #line}. */
    static String title(Workload workload) {
        boolean delivers = workload.delivers();
        return String.format(
                Locale.ROOT,
                "  %-12s %12s %11s %11s %9s %9s %9s %8s %8s",
                "round",
                delivers ? "deliveries/s" : "requests/s",
                delivers ? "CPU us/del" : "CPU us/req",
                delivers ? "bytes/del" : "bytes/req",
                "p50 us",
                "p99 us",
                "p99.9 us",
                "RSS MB",
                "wrong");
    }

    /** One line for people. */
    String line(String name) {
        return String.format(
                Locale.ROOT,
                "  %-12s %,12.0f %11.2f %11.0f %9.0f %9.0f %9.0f %8d %8d",
                name,
                perSecond(),
                cpuPerRequest(),
                bytesPerRequest(),
                micros(50),
                micros(99),
                micros(99.9),
                megabytes,
                wrongs);
    }

    /** How many times the other's figures these are: the medians of the ratios of rounds that followed each other. */
    static String ratios(String name, List<Round> rounds, List<Round> others) {
        return String.format(
                Locale.ROOT,
                "  %-12s %12.2f %11.2f %11.2f %9.2f %9.2f %9.2f",
                name,
                ratio(rounds, others, Round::perSecond),
                ratio(rounds, others, Round::cpuPerRequest),
                ratio(rounds, others, Round::bytesPerRequest),
                ratio(rounds, others, round -> round.micros(50)),
                ratio(rounds, others, round -> round.micros(99)),
                ratio(rounds, others, round -> round.micros(99.9)));
    }

    private static double ratio(List<Round> rounds, List<Round> others, ToDoubleFunction<Round> figure) {
        return IntStream.range(0, rounds.size())
                .mapToDouble(i -> quotient(figure.applyAsDouble(rounds.get(i)), figure.applyAsDouble(others.get(i))))
                .sorted()
                .skip(rounds.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    /** 0 where there is nothing to compare with: a round without an answer. */
    private static double quotient(double one, double other) {
        return other == 0 ? 0 : one / other;
    }

    /** One line for scripts. */
    String json(Options options, String others) {
        return String.format(
                Locale.ROOT,
                "{\"bench\":\"%s\",\"tiers\":\"%s\",\"transport\":\"%s\",\"connections\":%d,\"inflight\":%d,\"payload\":%d,"
                        + "%s\"rss_mb\":%d,\"wrong\":%d%s}",
                options.workload().word(),
                options.tiers(),
                options.transport().word(),
                options.connections(),
                options.workload().open() ? 0 : options.inflight(),
                options.payload(),
                figures(""),
                megabytes,
                wrongs,
                others);
    }

    /** The figures of another server in that line. */
    static String json(String prefix, List<Round> rounds, List<Round> others) {
        return String.format(
                Locale.ROOT,
                ",%s\"%scpu_ratio\":%.3f",
                median(others).figures(prefix),
                prefix,
                ratio(rounds, others, Round::cpuPerRequest));
    }

    private String figures(String prefix) {
        return String.format(
                Locale.ROOT,
                "\"%1$srequests_per_s\":%2$.0f,\"%1$scpu_us_per_request\":%3$.2f,\"%1$sp50_us\":%4$.0f,"
                        + "\"%1$sp99_us\":%5$.0f,\"%1$sp999_us\":%6$.0f,\"%1$salloc_bytes_per_request\":%7$.0f,",
                prefix,
                perSecond(),
                cpuPerRequest(),
                micros(50),
                micros(99),
                micros(99.9),
                bytesPerRequest());
    }
}
