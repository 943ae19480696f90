package et.persistence.hibernate.internal;

import et.persistence.AuditStore.Entry;
import et.persistence.AuditTrail.Written;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of {@code et_audit}. */
@Entity(name = "AuditEntry")
@Table(name = "et_audit")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class AuditEntity {

    static final int WHO = 255;
    static final int WHAT = 64;
    static final int SUBJECT = 255;
    static final int DETAIL = 2000;
    static final int LINK = 32;

    @Id
    @Column(name = "number")
    long number;

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

    /** None in an entry from before there were links. */
    @Column(name = "link", length = LINK)
    byte @Nullable [] link;

    Written toWritten() {
        return new Written(number, new Entry(at, who, what, subject, detail), linked());
    }

    /** Its link in hex digits; empty when it has none. */
    String linked() {
        return link == null ? "" : HexFormat.of().formatHex(link);
    }

    /** What its link has to be behind this one. Each text stands behind its length, so that no two entries look the same. */
    byte[] linkAfter(byte[] before) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
        digest.update(before);
        digest.update(ByteBuffer.allocate(20)
                .putLong(number)
                .putLong(at.getEpochSecond())
                .putInt(at.getNano())
                .flip());
        for (var text : List.of(who, what, subject, detail)) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return digest.digest();
    }
}
