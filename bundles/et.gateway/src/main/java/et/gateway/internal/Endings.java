package et.gateway.internal;

import et.proto.client.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions, and players, that were ended a moment ago. A client that the store let in before that may still be on its way to the loop on which its session is to
 * live, where nobody could find it: it has to ask here when it has arrived. Any thread.
 */
final class Endings {

    /** Longer than any client is on its way. */
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int MOST = 10_000;

    /** By session or player, the oldest first. */
    private final Map<Object, Ending> latest = new LinkedHashMap<>();

    /** @param stored whether the store has to be told as well */
    record Ending(long at, Code code, String text, boolean stored) {}

    /** To be called before the session is looked for. */
    synchronized void session(long id, Code code, String text) {
        add(id, new Ending(System.nanoTime(), code, text, false));
    }

    /** All sessions of a player. To be called before they are looked for. */
    synchronized void player(String player, Code code, String text) {
        add(player, new Ending(System.nanoTime(), code, text, true));
    }

    private void add(Object what, Ending ending) {
        latest.remove(what);
        latest.put(what, ending);
        var oldest = latest.values().iterator();
        while (oldest.hasNext() && (ending.at - oldest.next().at > KEPT_NANOS || latest.size() > MOST)) {
            oldest.remove();
        }
    }

    /** How it was ended after that time. To be called when the session can be found. */
    synchronized @Nullable Ending since(long nanos, long session, String player) {
        Ending ending = latest.get(session);
        if (ending == null || ending.at - nanos < 0) {
            ending = latest.get(player);
        }
        return ending == null || ending.at - nanos < 0 ? null : ending;
    }
}
