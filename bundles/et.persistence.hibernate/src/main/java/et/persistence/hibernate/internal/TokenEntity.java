package et.persistence.hibernate.internal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code et_token}: a token that a session had once and has no more. */
@Entity(name = "UsedToken")
@Table(name = "et_token")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class TokenEntity {

    /** SHA-256 in hex. */
    @Id
    @Column(name = "hash", length = 64)
    String hash;

    @Column(name = "session_id", nullable = false)
    Long session;

    @Column(name = "replaced", nullable = false)
    Instant replaced;
}
