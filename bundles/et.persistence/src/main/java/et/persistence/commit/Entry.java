package et.persistence.commit;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.Committer.Done;
import java.util.ArrayList;
import java.util.List;

/** One actor's newest row that is not written yet, and all who want to know its fate. */
final class Entry {

    final ActorStore.Key key;
    /** When its oldest row was handed over. */
    final long since;
    /** In the order in which they were handed over. */
    final List<Done> dones = new ArrayList<>(1);

    ActorRow row;
    /** It failed alone, so it is written alone until it succeeds. */
    boolean suspect;
    /** How often it failed alone though another transaction had succeeded since it failed before. */
    int strikes;
    /** How many transactions had succeeded when it last failed alone. */
    long transactionsAtFailure;

    Entry(ActorStore.Key key, ActorRow row, Done done, long since) {
        this.key = key;
        this.row = row;
        this.since = since;
        dones.add(done);
    }

    String name() {
        return "actor " + key.type() + "/" + key.id();
    }
}
