package et.persistence.hibernate.internal;

import et.persistence.HotfixStore.Hotfix;
import et.persistence.HotfixStore.Phase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code et_hotfix}. */
@Entity(name = "Hotfix")
@Table(name = "et_hotfix")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class HotfixEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "number")
    Long number;

    @Column(name = "bundle", nullable = false)
    String bundle;

    @Column(name = "from_version", nullable = false)
    String fromVersion;

    @Column(name = "to_version", nullable = false)
    String toVersion;

    @Column(name = "digest", length = 64, nullable = false)
    String digest;

    @Column(name = "phase", length = 16, nullable = false)
    String phase;

    @Column(name = "who", nullable = false)
    String who;

    @Column(name = "started", nullable = false)
    Instant started;

    @Column(name = "changed", nullable = false)
    Instant changed;

    @Column(name = "receipt", length = 1_048_576, nullable = false)
    String receipt;

    @Column(name = "canary", length = 32_768, nullable = false)
    String canary;

    Hotfix toHotfix() {
        return new Hotfix(
                number,
                bundle,
                fromVersion,
                toVersion,
                digest,
                Phase.valueOf(phase),
                who,
                started,
                changed,
                receipt,
                canary);
    }
}
