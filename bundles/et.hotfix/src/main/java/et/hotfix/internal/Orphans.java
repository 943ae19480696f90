package et.hotfix.internal;

import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what was under way when its leader went. Nothing had been decided: everybody goes back to where they were. */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    private Orphans() {}

    /** Whoever comes first does it; the others find it done. */
    static void end(HotfixStore store, Hotfix hotfix) {
        Phase phase = hotfix.phase();
        boolean done = switch (phase) {
            case PLANNED -> {
                store.forget(hotfix.number());
                yield true;
            }
            case STAGED ->
                store.advance(
                        hotfix.number(),
                        phase,
                        Phase.FAILED,
                        ReceiptJson.failure("the container that led it went away before the switch"));
            case CONFIRMING, REVERTING -> store.advance(hotfix.number(), phase, Phase.SWITCHED, hotfix.receipt());
            case CANARY, SWITCHED, CONFIRMED, ROLLED_BACK, FAILED -> false;
        };
        if (done) {
            LOG.warn(
                    "hotfix {} of {} to {} was {} when the container that led it went away; it is taken back",
                    hotfix.number(),
                    hotfix.bundle(),
                    hotfix.to(),
                    phase);
        }
    }
}
