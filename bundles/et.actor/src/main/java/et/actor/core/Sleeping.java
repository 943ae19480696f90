package et.actor.core;

import et.actor.Logics.Asleep;
import et.actor.Logics.Census;
import et.actor.Policy;
import et.actor.core.Cell.Bytes;
import et.api.ActorRef;
import et.persistence.ActorRow;
import et.persistence.ActorStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks through the rows for actors that a policy leaves with the old version when they are loaded. Blocks; control threads only. */
final class Sleeping {

    private static final int PAGE = 500;

    /** More need not be known: each of them is one too many. */
    private static final int ENOUGH = 1000;

    private final ActorStore store;
    private final Revision revision;
    private final long end;
    private final List<String> some = new ArrayList<>();
    private int found;

    Sleeping(ActorStore store, Revision revision, Duration deadline) {
        this.store = store;
        this.revision = revision;
        this.end = System.nanoTime() + deadline.toNanos();
    }

    Asleep count(String bundle) {
        boolean all = true;
        for (TypeEntry old : revision.active().values()) {
            Revision.Split split = revision.splits().get(old.type);
            if (all && split != null && old.bundle.equals(bundle) && split.who() instanceof Policy policy) {
                all = count(policy, old, split.code());
            }
        }
        return new Asleep(found, List.copyOf(some), all);
    }

    /** Whether all rows of the type were looked at. */
    private boolean count(Policy policy, TypeEntry old, String code) {
        if (policy == Policy.NOW || policy == Policy.IDLE || (policy == Policy.END && old.over == null)) {
            return true;
        }
        String after = null;
        while (true) {
            List<ActorRow> page = store.page(old.type, after, PAGE);
            for (ActorRow row : page) {
                if (!row.code().equals(code) && stays(policy, old, row)) {
                    found(row);
                }
                after = row.id();
            }
            if (page.size() < PAGE) {
                return true;
            }
            if (found >= ENOUGH || System.nanoTime() - end > 0) {
                return false;
            }
        }
    }

    private boolean stays(Policy policy, TypeEntry old, ActorRow row) {
        try {
            return policy == Policy.NEW
                    || !Choice.ended(revision, old, new Bytes(row.state(), row.schema(), row.code()));
        } catch (States.Unreadable unreadable) {
            // It would be out of service with the old version: somebody has to look at it before that goes.
            return true;
        }
    }

    private void found(ActorRow row) {
        found++;
        if (some.size() < Census.SOME) {
            some.add(new ActorRef(row.type(), row.id()).toString());
        }
    }
}
