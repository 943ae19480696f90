package et.actor.core;

import et.persistence.ActorStore;
import et.persistence.ActorStore.Wake;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds actors that sleep although a timer of theirs is due or messages of theirs wait to be sent. */
final class Sleepers {

    private static final int FIRST_LIMIT = 1024;
    private static final int LAST_LIMIT = 1 << 20;

    private final ActorStore store;
    private final Consumer<Wake> wake;

    Sleepers(ActorStore store, Consumer<Wake> wake) {
        this.store = store;
        this.wake = wake;
    }

    /**
     * Wakes all that want to be awake by then. The store names live actors too, when their rows are older than they are; so an answer that is as
     * long as was asked for may hide sleepers, and more is asked for.
     */
    void wake(List<Integer> shards, long before) {
        Set<Wake> woken = new HashSet<>();
        int limit = FIRST_LIMIT;
        List<Wake> found = store.wakes(shards, before, limit);
        while (true) {
            for (Wake one : found) {
                if (woken.add(one)) {
                    wake.accept(one);
                }
            }
            if (found.size() < limit || limit >= LAST_LIMIT) {
                return;
            }
            limit *= 4;
            found = store.wakes(shards, before, limit);
        }
    }
}
