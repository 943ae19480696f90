package et.persistence.hibernate.internal;

import et.persistence.ActorStore;
import et.persistence.AuditStore;
import et.persistence.RowException;
import et.persistence.StoreException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people of rows that are not what was written: once for each actor and reason, in the log and in the audit. Any thread; never on a lane. */
@Component(service = Damage.class)
public final class Damage {

    private static final Logger log = LoggerFactory.getLogger(Damage.class);

    /** Who alters all rows is not to fill the memory and the audit as well. */
    private static final int MOST = 1000;

    private final AuditStore audit;
    private final Map<ActorStore.Key, String> known = new HashMap<>();

    @Activate
    public Damage(@Reference AuditStore audit) {
        this.audit = audit;
    }

    /** A row was found that is not what was written. Not inside a transaction. */
    void found(ActorStore.Key key, RowException why) {
        var text = String.valueOf(why.getMessage());
        synchronized (known) {
            if (known.size() >= MOST || text.equals(known.put(key, text))) {
                return;
            }
        }
        log.error("{}. It is out of service, and its row stays as it is; put the row back from a backup", text);
        try {
            audit.append(new AuditStore.Entry(Instant.now(), "et", "actor.damaged", key.type() + "/" + key.id(), text));
        } catch (StoreException failure) {
            log.warn("the audit does not have it: {}", failure.getMessage());
        }
    }

    /** How many actors have been found damaged since the start. */
    int count() {
        synchronized (known) {
            return known.size();
        }
    }
}
