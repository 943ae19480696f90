package et.gateway.internal;

import org.jspecify.annotations.Nullable;

/** Something that another thread has to say to a session, on its way to the session's loop. Made once, run once. */
abstract class Told {

    /** What was said before. Written by {@link Inbox} only. */
    @Nullable Told before;

    /** Runs on the session's loop. */
    abstract void happen();
}
