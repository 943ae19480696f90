package et.actor.core;

import et.persistence.Touch;

/**
 * The changes of one version to an actor, from the first one on. Kept with the actor's row, and recorded beside it where a hotfix is concerned: so it can be said
 * whom a version has touched.
 */
final class Stint {

    final String code;

    /** The revision of the row with the first change. */
    final long revision;

    final long firstMs;

    /** Who asked for the first change; empty when nobody did. */
    final String player;

    /** The number of the actor's last outgoing message before. */
    final long outgoing;

    /** Whether it is recorded beside the row: else it is nobody's business. */
    final boolean recorded;

    long lastMs;

    /** Whether it has changed the state, and not only sent, joined or set timers. */
    boolean changedState;

    Stint(String code, long revision, long firstMs, String player, long outgoing, boolean recorded) {
        this.code = code;
        this.revision = revision;
        this.firstMs = firstMs;
        this.lastMs = firstMs;
        this.player = player;
        this.outgoing = outgoing;
        this.recorded = recorded;
    }

    Touch begun() {
        return new Touch(code, revision, player, firstMs, 0, firstMs, 0);
    }

    /**
     * Over.
     *
     * @param handed the last revision that was handed over; a change that is not written yet goes with the first of the next version
     * @param lastOutgoing the number of the actor's last outgoing message of this version
     */
    Touch ended(long handed, long lastOutgoing) {
        return new Touch(code, revision, player, firstMs, Math.max(revision, handed), lastMs, lastOutgoing - outgoing);
    }
}
