package et.session;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Ends the sessions of players, in whichever gateways they are. An OSGi service of every container; any thread; never blocks. */
public interface Kicks {

    /** Characters that an operator's name and a player's id may have. */
    int NAME_MOST = 255;

    /** Characters that a reason may have. */
    int REASON_MOST = 200;

    /**
     * Writes down who does it, then ends the sessions in the store, then tells all gateways.
     *
     * @param operator who does it, for the record
     * @param reason one sentence for the player and for the record
     * @return what was done; fails with a {@link KickException}
     */
    CompletionStage<Kicked> kick(String operator, String player, String reason);

    /**
     * What was done.
     *
     * @param ended sessions that ended in the store
     * @param deaf gateways that do not answer at the moment and so have not been told
     */
    record Kicked(int ended, List<String> deaf) {
        public Kicked {
            deaf = List.copyOf(deaf);
        }
    }
}
