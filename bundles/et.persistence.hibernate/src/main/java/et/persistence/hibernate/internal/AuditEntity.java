package et.persistence.hibernate.internal;

import et.persistence.AuditStore.Entry;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code et_audit}. */
@Entity(name = "AuditEntry")
@Table(name = "et_audit")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class AuditEntity {

    static final int WHO = 255;
    static final int WHAT = 64;
    static final int SUBJECT = 255;
    static final int DETAIL = 2000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "number")
    Long number;

    @Column(name = "at", nullable = false)
    Instant at;

    @Column(name = "who", length = WHO, nullable = false)
    String who;

    @Column(name = "what", length = WHAT, nullable = false)
    String what;

    @Column(name = "subject", length = SUBJECT, nullable = false)
    String subject;

    @Column(name = "detail", length = DETAIL, nullable = false)
    String detail;

    Entry toEntry() {
        return new Entry(at, who, what, subject, detail);
    }
}
