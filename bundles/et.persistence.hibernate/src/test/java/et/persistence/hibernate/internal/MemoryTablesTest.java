package et.persistence.hibernate.internal;

import et.persistence.ActorStore;
import et.persistence.TableStore;
import et.testkit.MemoryStore;
import et.testkit.World;

/** What the testkit has in place of a database. */
class MemoryTablesTest extends TableContract {

    private final MemoryStore store = store();

    private static MemoryStore store() {
        try (World world = World.seeded(1).start()) {
            return world.store();
        }
    }

    @Override
    ActorStore actors() {
        return store;
    }

    @Override
    TableStore tables() {
        return store.tables();
    }
}
