package et.hotfix.internal;

/**
 * How much worse a new version may be before its canary is taken back.
 *
 * @param samples messages of each version before times and bytes are compared; the first so many are not
 * @param errors by which share of all messages more handlers may throw, or hold a lane, 0 to 1
 * @param timeFactor how many times as long a handler may take
 * @param timeMicros and how much longer, in microseconds
 * @param bytesFactor how many times as much may be allocated for a message
 * @param bytesMore and how much more, in bytes
 * @param gone by which share more of the joined sessions may end, 0 to 1
 */
record Thresholds(
        int samples,
        double errors,
        double timeFactor,
        long timeMicros,
        double bytesFactor,
        long bytesMore,
        double gone) {

    static Thresholds of(HotfixConfig config) {
        return new Thresholds(
                (int) between("canary.samples", config.canary_samples(), 100, 1_000_000),
                between("canary.errors.percent", config.canary_errors_percent(), 0, 100) / 100,
                between("canary.time.factor", config.canary_time_factor(), 1, 1000),
                (long) between("canary.time.micros", config.canary_time_micros(), 0, 60_000_000),
                between("canary.bytes.factor", config.canary_bytes_factor(), 1, 1000),
                (long) between("canary.bytes.more", config.canary_bytes_more(), 0, 1 << 30),
                between("canary.gone.percent", config.canary_gone_percent(), 0, 100) / 100);
    }

    private static double between(String key, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    "et.hotfix: " + key + ": " + value + " (expected: " + (long) min + " to " + (long) max + ")");
        }
        return value;
    }
}
