package et.persistence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Accounts and their sessions. An OSGi service of the provider. Every method blocks; each is one transaction. */
public interface AccountStore {

    /** How an account proves itself. */
    enum Way {
        /** A name and a password; {@code secret} is an Argon2id PHC string. */
        PASSWORD,
        /** A device's 32 random bytes; {@code key} is the hex of their SHA-256, {@code secret} is empty. */
        DEVICE
    }

    /**
     * An account.
     *
     * @param player the player's id; given by the store, for ever
     * @param way how it proves itself
     * @param key unique within the way: the name in lower case, or the hash of the device's secret
     * @param secret what the proof is checked against
     * @param blocked whether an operator blocked it
     */
    record Account(String player, Way way, String key, String secret, boolean blocked, Instant created) {}

    /**
     * A session as it is stored. Tokens are stored as SHA-256 only.
     *
     * @param id unique, ever
     * @param player whose it is
     * @param tokenHash the token that is good now
     * @param nextTokenHash the token that was issued by the last resume and not yet confirmed; empty when there is none
     * @param expires when it ends unless it is used
     */
    record Session(long id, String player, byte[] tokenHash, byte[] nextTokenHash, Instant created, Instant expires) {}

    /** The account with that key. */
    Optional<Account> find(Way way, String key);

    /** Creates an account and gives it a player id; empty when the key is taken. */
    Optional<Account> create(Way way, String key, String secret);

    /** Replaces what the proof is checked against. */
    void secret(String player, String secret);

    /** Blocks or unblocks an account. */
    void block(String player, boolean blocked);

    /**
     * Stores a new session and ends all others of the player, in one transaction; returns the ids of those that ended.
     */
    List<Long> open(Session session);

    /**
     * The session that has not ended and one of whose two tokens has this hash; whether it is past its expiry is for
     * the caller to see.
     */
    Optional<Session> findByToken(byte[] tokenHash);

    /**
     * Replaces both token hashes and the expiry, if the session still exists and its {@code tokenHash} is {@code
     * expected}; false otherwise.
     */
    boolean rotate(long session, byte[] expected, byte[] tokenHash, byte[] nextTokenHash, Instant expires);

    /**
     * The session that had this token once and has it no more: a live one whose token was replaced since, or one that
     * ended less than a day ago. Who comes with such a token has stolen it, or it was stolen from him: the caller ends
     * the session.
     */
    Optional<Session> findByUsedToken(byte[] tokenHash);

    /** Puts the expiry off. */
    void touch(long session, Instant expires);

    /** Ends a session; false when there was none. */
    boolean end(long session);

    /** Ends all sessions of a player; returns their ids, none when there is no such player. */
    List<Long> endAll(String player);

    /** Ends what expired before {@code now}, and forgets what ended a day before; returns how many ended. */
    int sweep(Instant now);
}
