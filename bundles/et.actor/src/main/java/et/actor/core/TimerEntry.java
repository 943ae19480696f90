package et.actor.core;

/** A running timer of an actor. */
final class TimerEntry {

    final String name;

    /** When it fires, milliseconds since 1970. */
    long dueMs;

    /** Between two firings; 0 when it fires once. */
    final long periodMs;

    /** Not before this, when its handler failed; else 0. */
    long notBeforeMs;

    /** How often its handler failed in a row. */
    int failures;

    TimerEntry(String name, long dueMs, long periodMs) {
        this.name = name;
        this.dueMs = dueMs;
        this.periodMs = periodMs;
    }

    long firesMs() {
        return Math.max(dueMs, notBeforeMs);
    }

    /** Sets the next time of a periodic timer: what was missed fires once. */
    void advance(long nowMs) {
        long missed = Math.max(0, (nowMs - dueMs) / periodMs);
        dueMs += (missed + 1) * periodMs;
        notBeforeMs = 0;
        failures = 0;
    }
}
