package et.persistence.hibernate.internal;

import et.persistence.AccountStore.Account;
import et.persistence.AccountStore.Way;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code et_account}. */
@Entity(name = "Account")
@Table(name = "et_account")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class AccountEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "number")
    Long number;

    @Column(name = "way", length = 16, nullable = false)
    String way;

    @Column(name = "proof_key", nullable = false)
    String proofKey;

    @Column(name = "secret", length = 512, nullable = false)
    String secret;

    @Column(name = "blocked", nullable = false)
    boolean blocked;

    @Column(name = "created", nullable = false)
    Instant created;

    Account toAccount() {
        return new Account(Long.toString(number), Way.valueOf(way), proofKey, secret, blocked, created);
    }
}
