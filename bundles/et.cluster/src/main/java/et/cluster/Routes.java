package et.cluster;

import et.api.Reach;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which actor type handles a client's request. An OSGi service of the actor runtime; any thread; never blocks. The answer changes with a
 * hotfix: look it up for each request.
 */
public interface Routes {

    /** The type that handles the message, or null when none or more than one does. */
    @Nullable Route route(int message);

    /** The named type, if it handles the message as a request. */
    @Nullable Route route(int message, String type);

    /** Whether more than one type handles the message. */
    boolean ambiguous(int message);

    /** The types of which a client reaches its own player's actor only, in order. Those that have a logic now; if none has, those that had one. */
    List<String> ownTypes();

    /** A type and who may address it. */
    record Route(String type, Reach reach) {}
}
