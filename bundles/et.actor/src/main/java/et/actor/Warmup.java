package et.actor;

import java.time.Duration;

/**
 * Lets a version that does not serve yet handle what was recorded while the active one handled it, over and over, so that the JVM has loaded, linked and compiled it
 * before players meet it. Nothing that its handlers ask for is done. For one use.
 */
public interface Warmup {

    /** Each handler is called so often at most: more would change little, as what is hot is compiled by then. */
    int CALLS = 2_000;

    /** A handler that allocates more than so many bytes in one call is left out from then on. */
    long LARGE = 8 << 20;

    /**
     * Calls code of the version on this thread, never a lane. Ends when the thread has used so much processor time, when each handler was called {@link #CALLS} times
     * or is left out, or with the call in which it is stopped. Throws nothing: what the code throws, it would throw again when it serves. A call that does not end is not
     * ended by this: interrupt the thread, which may be lost.
     */
    void run(Duration processor);

    /** Lets {@link #run} end with the call that it is in. Any thread, does not wait. */
    void stop();

    /** How far it has come. Any thread, does not wait. */
    Warmed soFar();

    /**
     * What was done.
     *
     * @param recorded messages of the version's types that were recorded; the handlers are called with these
     * @param calls calls that have ended
     * @param handler what is being called, as {@code request et.sample.Add}; empty when nothing is
     * @param trouble why a handler is left out, the first one; empty when none is
     */
    record Warmed(int recorded, int calls, String handler, String trouble) {}
}
