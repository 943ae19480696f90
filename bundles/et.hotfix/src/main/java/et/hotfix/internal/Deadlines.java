package et.hotfix.internal;

import java.time.Duration;

/** How long each phase may take; of the warm-up, the processor time. */
record Deadlines(
        Duration fetch,
        Duration stage,
        Duration trial,
        Duration warmup,
        Duration change,
        Duration window,
        Duration sweep,
        Duration idle,
        Duration unload,
        int collections) {

    static Deadlines of(HotfixConfig config) {
        return new Deadlines(
                seconds("fetch.seconds", config.fetch_seconds()),
                seconds("stage.seconds", config.stage_seconds()),
                seconds("trial.seconds", config.trial_seconds()),
                Duration.ofMillis(between("warmup.millis", config.warmup_millis(), 0, 10_000)),
                seconds("switch.seconds", config.switch_seconds()),
                seconds("window.seconds", config.window_seconds()),
                seconds("sweep.seconds", config.sweep_seconds()),
                seconds("idle.seconds", config.idle_seconds()),
                seconds("unload.seconds", config.unload_seconds()),
                between("unload.collections", config.unload_collections(), 0, 10));
    }

    private static Duration seconds(String key, int value) {
        return Duration.ofSeconds(between(key, value, 1, 3600));
    }

    private static int between(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "et.hotfix: " + key + ": " + value + " (expected: " + min + " to " + max + ")");
        }
        return value;
    }
}
