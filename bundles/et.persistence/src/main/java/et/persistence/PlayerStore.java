package et.persistence;

import et.persistence.AccountStore.Way;
import et.persistence.ImpactStore.Touched;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is stored of one player, to be handed out and to be taken out; but for the player's actor, whose row {@link ActorStore} has. An OSGi service of
 * the provider; every method blocks.
 */
public interface PlayerStore {

    /** The type of the actor that is a player's own; its id is the player's. */
    String TYPE = "player";

    /** An account, without its secret. */
    record Account(Way way, String key, boolean blocked, Instant created) {}

    /**
     * A session, without its tokens.
     *
     * @param ended null while it goes on
     * @param usedTokens how many tokens it had that were replaced, and are still recognised
     */
    record Session(
            long id,
            Instant created,
            Instant expires,
            @Nullable Instant ended,
            int usedTokens) {}

    /**
     * A row of a game's table that is the player's, because its game says so.
     *
     * @param columns the values by the columns' names; bytes, texts, numbers and booleans
     */
    record Row(String table, Map<String, @Nullable Object> columns) {}

    /**
     * What is stored.
     *
     * @param account null when there is none
     * @param touched what versions changed the player's actor, or others for the player
     * @param audited records whose subject or author is the player
     * @param rows rows of games' tables, table by table
     */
    record Stored(
            @Nullable Account account,
            List<Session> sessions,
            List<Touched> touched,
            List<AuditTrail.Written> audited,
            List<Row> rows) {}

    /**
     * How many rows were deleted.
     *
     * @param actors the player's actor
     * @param touched records of what versions did to it
     * @param rows rows of games' tables
     */
    record Deleted(int accounts, int sessions, int actors, int touched, int rows) {}

    /** Reads all, in one transaction. */
    Stored stored(String player);

    /**
     * Deletes the account, its sessions and tokens, the player's actor, what is recorded of it and rows of games' tables, in one transaction, and takes the player's name out of
     * what is recorded of others. The audit stays: each entry holds those after it together. Whoever calls this has ended the player's sessions and actor
     * before, else these write themselves back.
     */
    Deleted delete(String player);
}
