package et.actor.core;

/** A session that may have joined has ended. */
record SessionEnded(long session, String player) {}
