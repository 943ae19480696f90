package et.persistence.hibernate.internal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The only row of {@code et_audit_head}: where the next entry goes on. Whoever appends locks it. */
@Entity(name = "AuditHead")
@Table(name = "et_audit_head")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class AuditHeadEntity {

    static final int ONLY = 1;

    @Id
    @Column(name = "id")
    int id;

    /** The last entry from before there were links. */
    @Column(name = "unlinked", nullable = false)
    long unlinked;

    /** The newest entry, and its link. */
    @Column(name = "number", nullable = false)
    long number;

    @Column(name = "link", nullable = false, length = AuditEntity.LINK)
    byte[] link;
}
