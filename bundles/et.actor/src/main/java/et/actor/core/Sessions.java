package et.actor.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions that one actor knows. Most actors know one, so the last one asked for is kept at hand. */
final class Sessions {

    private final Map<Long, SessionEntry> all = new HashMap<>(2);
    private final List<SessionEntry> joined = new ArrayList<>(0);
    private @Nullable SessionEntry latest;

    SessionEntry of(long id, String player) {
        SessionEntry known = latest;
        if (known != null && known.id == id) {
            return known;
        }
        known = all.get(id);
        if (known == null) {
            known = new SessionEntry(id, player);
            all.put(id, known);
        }
        latest = known;
        return known;
    }

    @Nullable SessionEntry find(long id) {
        return all.get(id);
    }

    Collection<SessionEntry> all() {
        return all.values();
    }

    /** Those that have joined, in no order. Not to be changed; changes when one joins or leaves. */
    List<SessionEntry> joined() {
        return joined;
    }

    void join(SessionEntry session, long step) {
        if (!session.joined()) {
            session.joinedAt = joined.size();
            session.joinedStep = step;
            joined.add(session);
        }
    }

    /** Takes the session from those that have joined; the last one takes its place. */
    void leave(SessionEntry session) {
        int at = session.joinedAt;
        if (at < 0) {
            return;
        }
        SessionEntry moved = joined.remove(joined.size() - 1);
        if (moved != session) {
            joined.set(at, moved);
            moved.joinedAt = at;
        }
        session.joinedAt = -1;
    }

    /** Forgets a session that has ended. */
    void forget(SessionEntry session) {
        leave(session);
        all.remove(session.id);
        if (latest == session) {
            latest = null;
        }
    }

    /** Forgets sessions that have not been heard of since then and have nothing to wait for. */
    void forgetBefore(long millis) {
        all.values().removeIf(session -> session.touchedMs < millis && !session.joined());
        latest = null;
    }
}
