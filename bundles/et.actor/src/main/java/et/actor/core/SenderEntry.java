package et.actor.core;

/** What was received from one sending actor. */
final class SenderEntry {

    /** The number of the last stored message that was applied. */
    long last;

    long touchedMs;
}
