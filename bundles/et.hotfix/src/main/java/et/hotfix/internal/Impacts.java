package et.hotfix.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import et.hotfix.HotfixException;
import et.hotfix.Impact;
import et.hotfix.Impact.Now;
import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Phase;
import et.persistence.ImpactStore;
import et.persistence.ImpactStore.Touched;
import et.persistence.Touch;
import et.proto.store.Book;
import et.proto.store.Stint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whom a version has touched: from what was recorded when it began and ended, and from the rows themselves while nobody else has changed them. */
final class Impacts {

    private static final Logger LOG = LoggerFactory.getLogger(Impacts.class);

    private static final Set<Phase> ENDED = Set.of(Phase.CONFIRMED, Phase.ROLLED_BACK, Phase.FAILED);

    /** Rows can have a megabyte each. */
    private static final int ROWS_AT_ONCE = 50;

    private final ImpactStore impacts;
    private final ActorStore actors;
    private final HotfixStore hotfixes;
    private final Duration kept;
    private final Clock clock;

    /** @param kept how long records are kept, apart from those of hotfixes that stand open */
    Impacts(ImpactStore impacts, ActorStore actors, HotfixStore hotfixes, Duration kept, Clock clock) {
        this.impacts = impacts;
        this.actors = actors;
        this.hotfixes = hotfixes;
        this.kept = kept;
        this.clock = clock;
    }

    /** How long records are kept. */
    static Duration kept(HotfixConfig config) {
        int days = config.impact_days();
        if (days < 1 || days > 3650) {
            throw new IllegalArgumentException("et.hotfix: impact.days: " + days + " (expected: 1 to 3650)");
        }
        return Duration.ofDays(days);
    }

    /**
     * One page.
     *
     * @param after the actor before the first one, {@code type/id}; empty for the first page
     */
    Impact of(String bundle, String version, String after, int limit) {
        String code = bundle + "/" + version;
        long count = impacts.count(code);
        if (count == 0) {
            throw new HotfixException("there is no record that " + bundle + " " + version
                    + " has changed an actor. Versions that came by a hotfix are recorded, for " + kept.toDays()
                    + " days: et:hotfix history shows them");
        }
        Map<ActorStore.Key, List<Touch>> found = found(code, after.isEmpty() ? null : end(code, after), limit + 1);
        boolean more = found.size() > limit;
        List<ActorStore.Key> page = found.keySet().stream().limit(limit).toList();
        List<Impact.Touched> touched = new ArrayList<>();
        for (int from = 0; from < page.size(); from += ROWS_AT_ONCE) {
            List<ActorStore.Key> some = page.subList(from, Math.min(page.size(), from + ROWS_AT_ONCE));
            Map<ActorStore.Key, ActorRow> rows = actors.load(some).rows();
            some.forEach(key -> touched.add(touched(key, found.getOrDefault(key, List.of()), rows.get(key))));
        }
        return new Impact(bundle, version, count, List.copyOf(touched), more);
    }

    private static Touched end(String code, String after) {
        int slash = after.indexOf('/');
        if (slash < 1) {
            throw new HotfixException("after: " + after + " (expected: type/id, such as player/77)");
        }
        Touch last = new Touch(code, Long.MAX_VALUE, "", 0, 0, 0, 0);
        return new Touched(after.substring(0, slash), after.substring(slash + 1), last);
    }

    /** What the code did to so many actors; an actor may have gone over to it more than once. */
    private Map<ActorStore.Key, List<Touch>> found(String code, @Nullable Touched after, int most) {
        Map<ActorStore.Key, List<Touch>> found = new LinkedHashMap<>();
        Touched last = after;
        while (true) {
            List<Touched> page = impacts.touched(code, last, most);
            for (Touched one : page) {
                ActorStore.Key key = new ActorStore.Key(one.type(), one.id());
                if (found.size() == most && !found.containsKey(key)) {
                    return found;
                }
                found.computeIfAbsent(key, none -> new ArrayList<>()).add(one.touch());
                last = one;
            }
            if (page.size() < most) {
                return found;
            }
        }
    }

    private static Impact.Touched touched(ActorStore.Key key, List<Touch> touches, @Nullable ActorRow row) {
        Book book = row == null ? Book.getDefaultInstance() : book(row);
        Stint stint = book.getStint();
        long commits = 0;
        long sent = 0;
        long last = 0;
        boolean goesOn = false;
        for (Touch touch : touches) {
            last = Math.max(last, touch.lastAt());
            if (touch.isOver()) {
                commits += touch.lastRevision() - touch.revision() + 1;
                sent += touch.sent();
            } else if (row != null && stint.getCode().equals(touch.code())) {
                goesOn = true;
                commits += row.revision() - touch.revision() + 1;
                sent += book.getLastOutgoing() - stint.getOutgoing();
                last = Math.max(last, stint.getLastMs());
            }
        }
        Touch first = touches.get(0);
        Now now = row == null
                ? Now.GONE
                : !goesOn ? Now.CHANGED_SINCE : stint.getChangedState() ? Now.AS_LEFT : Now.AS_BEFORE;
        return new Impact.Touched(
                key.type(),
                key.id(),
                first.player(),
                Instant.ofEpochMilli(first.firstAt()),
                Instant.ofEpochMilli(last),
                commits,
                sent,
                now,
                stint.getCode());
    }

    private static Book book(ActorRow row) {
        try {
            return Book.parseFrom(row.book());
        } catch (InvalidProtocolBufferException damaged) {
            LOG.warn("the book of {}/{} is damaged: {}", row.type(), row.id(), damaged.getMessage());
            return Book.getDefaultInstance();
        }
    }

    /** Deletes what is older than it is kept. What it is about has been done: a store that is away is told of, and no more. */
    void tidy() {
        try {
            List<String> open = hotfixes.standing().stream()
                    .filter(hotfix -> !ENDED.contains(hotfix.phase()))
                    .map(hotfix -> hotfix.bundle() + "/" + hotfix.to())
                    .toList();
            int forgotten = impacts.forget(clock.instant().minus(kept), open);
            LOG.debug("{} records of what versions have changed are forgotten", forgotten);
        } catch (RuntimeException e) {
            LOG.warn("old records of what versions have changed cannot be deleted: {}", Sentences.of(e));
        }
    }
}
