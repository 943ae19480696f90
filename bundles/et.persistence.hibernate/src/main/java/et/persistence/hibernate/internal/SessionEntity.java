package et.persistence.hibernate.internal;

import et.persistence.AccountStore.Session;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A row of {@code et_session}: a session that lives, or one that ended less than a day ago. */
@Entity(name = "PlayerSession")
@Table(name = "et_session")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class SessionEntity {

    @Id
    @Column(name = "id")
    Long id;

    @Column(name = "player", nullable = false)
    Long player;

    /** SHA-256 in hex, as the next one. */
    @Column(name = "token_hash", length = 64, nullable = false)
    String tokenHash;

    @Nullable @Column(name = "next_token_hash", length = 64)
    String nextTokenHash;

    @Column(name = "created", nullable = false)
    Instant created;

    @Column(name = "expires", nullable = false)
    Instant expires;

    @Nullable @Column(name = "ended")
    Instant ended;

    /** Whether one of its two tokens has this hash. */
    boolean has(String hash) {
        return hash.equals(tokenHash) || hash.equals(nextTokenHash);
    }

    Session toSession() {
        var hex = HexFormat.of();
        return new Session(
                id,
                Long.toString(player),
                hex.parseHex(tokenHash),
                nextTokenHash == null ? new byte[0] : hex.parseHex(nextTokenHash),
                created,
                expires);
    }
}
