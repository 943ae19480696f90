package et.actor.core;

import et.actor.Logic.Standing;
import et.persistence.StoreException;
import et.persistence.TableException;
import et.persistence.TableShape;
import et.persistence.TableStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a version has its tables before it serves. Control threads only; blocks while the database works. */
final class TableKeeper {

    private static final Logger log = LoggerFactory.getLogger(LogicRegistry.class);

    private final TableStore store;

    TableKeeper(TableStore store) {
        this.store = store;
    }

    private static List<TableShape> shapes(Registered one) {
        TypeEntry entry = one.entry;
        return entry == null || !one.sound() ? List.of() : entry.shapes();
    }

    /** Refuses a logic whose tables cannot be; changes nothing in the database. */
    void check(Registered made) {
        if (!shapes(made).isEmpty()) {
            try {
                store.changes(made.bundle, shapes(made));
            } catch (TableException | StoreException why) {
                refuse(made, why);
            }
        }
    }

    /** What {@link #prepare} would do for these, a sentence each. */
    List<String> changes(Collection<Registered> logics) {
        List<String> all = new ArrayList<>();
        for (Registered one : logics) {
            if (!shapes(one).isEmpty()) {
                store.changes(one.bundle, shapes(one)).stream()
                        .filter(change -> !all.contains(change))
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** Makes the tables that a logic is about to use, or refuses it. */
    void prepareOrRefuse(Registered made) {
        try {
            prepare(List.of(made));
        } catch (IllegalStateException why) {
            refuse(made, why);
        }
    }

    /**
     * Makes the tables that these logics are about to use, once.
     *
     * @throws IllegalStateException with a sentence when it cannot be
     */
    void prepare(Collection<Registered> logics) {
        for (Registered one : logics) {
            if (!one.prepared && !shapes(one).isEmpty()) {
                try {
                    List<String> changes = store.changes(one.bundle, shapes(one));
                    store.prepare(one.bundle, shapes(one));
                    changes.forEach(change -> log.info("{}/{} {}", one.bundle, one.version, change));
                } catch (TableException | StoreException why) {
                    throw new IllegalStateException(sentence(why), why);
                }
                one.prepared = true;
            }
        }
    }

    private static void refuse(Registered made, RuntimeException why) {
        made.stands(Standing.REFUSED, why instanceof IllegalStateException ? why.getMessage() : sentence(why));
    }

    private static String sentence(RuntimeException why) {
        return why instanceof StoreException
                ? "its tables cannot be made ready: " + why.getMessage()
                        + "; start the bundle again when the database answers"
                : String.valueOf(why.getMessage());
    }
}
