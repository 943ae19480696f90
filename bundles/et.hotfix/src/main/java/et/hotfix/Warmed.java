package et.hotfix;

/**
 * How far a container has warmed up the code of a new version, before it served.
 *
 * @param messages recorded messages that it has handled
 * @param millis how long that took
 * @param note why it was not done, or ended early, or what failed; empty when there is nothing to tell
 */
public record Warmed(int messages, long millis, String note) {}
