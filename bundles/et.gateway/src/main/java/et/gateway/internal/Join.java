package et.gateway.internal;

import et.cluster.Link;
import org.jspecify.annotations.Nullable;

/**
 * An actor that a session has joined, and whether all has come that the actor had to say to it. What an owner of the actor's shard says comes over
 * one link, in order, and ends with the word that the actor was closed in good order. Without that word something may be missing.
 */
final class Join {

    private final Joins.Actor actor;

    /** The owner whose words come. */
    private long epoch;

    /** The link over which they come; null when it is not known. */
    private @Nullable Link link;

    /** The link is one of another loop, and may not be the only one. */
    private boolean roaming;

    /** The owner has said its last word. */
    private boolean closed;

    /** Something may have come that was said under this epoch, over whichever link. */
    private boolean heard = true;

    /**
     * @param epoch of the owner who has said that the session joined
     * @param spot where the actor's shard is, as far as is known
     */
    Join(Joins.Actor actor, long epoch, @Nullable Spot spot) {
        this.actor = actor;
        this.epoch = epoch;
        this.link = spot == null || spot.epoch() != epoch ? null : spot.link();
    }

    Joins.Actor actor() {
        return actor;
    }

    /** The link over which the words of the owner that was known last have come; null when it is not known. */
    @Nullable Link link() {
        return link;
    }

    /** The actor was closed in good order under this epoch: all that it had to say has come. */
    void closed(long under) {
        closed = closed || under == epoch;
    }

    /**
     * The session leaves its loop. What is on its way there will reach it.
     *
     * @param spot where that loop knows the shard to be
     */
    void roams(@Nullable Spot spot) {
        roaming = spot != null && spot.link() == link;
        heard = true;
    }

    /**
     * The shard has been found there, perhaps again.
     *
     * @return false when something may be missing that was said before, or the actor may have gone back to an earlier state
     */
    boolean goesOn(Spot spot) {
        boolean same = spot.epoch() == epoch && (roaming || link == spot.link());
        // Had there been another owner in between, that one might have had something to say.
        boolean next = closed && (spot.epoch() == epoch || spot.epoch() == epoch + 1);
        boolean silent = !heard && link != null && !link.wasUp();
        closed = closed && spot.epoch() == epoch;
        heard = heard && same;
        roaming = false;
        epoch = spot.epoch();
        link = spot.link();
        return same || next || silent;
    }
}
