package et.actor;

import java.util.List;

/** Handlers that were cut off because they kept failing or held a lane. An OSGi service. Any thread. */
public interface Quarantine {

    /** What is cut off now. */
    List<Cut> all();

    /**
     * Lets handlers serve again.
     *
     * @param type the actor type
     * @param handler the handler as {@link Cut#handler} names it; empty for all of the type
     * @return how many were cut off and are not any more
     */
    int lift(String type, String handler);

    /**
     * A handler that is cut off.
     *
     * @param type the actor type
     * @param bundle the symbolic name of its bundle
     * @param version the version of its bundle
     * @param handler {@code request et.sample.Add}, {@code timer decay}, ...
     * @param reason what it did
     */
    record Cut(String type, String bundle, String version, String handler, String reason) {}
}
