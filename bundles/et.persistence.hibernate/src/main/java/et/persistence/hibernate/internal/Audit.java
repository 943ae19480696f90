package et.persistence.hibernate.internal;

import et.persistence.AuditStore;
import et.persistence.AuditTrail;
import et.persistence.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit as Hibernate entities, each linked to the one before. */
@Component(service = {AuditStore.class, AuditTrail.class})
public final class Audit implements AuditStore, AuditTrail {

    private static final Logger log = LoggerFactory.getLogger(Audit.class);

    /** How many entries are looked at together. */
    private static final int PAGE = 1000;

    private final Database database;

    @Activate
    public Audit(@Reference Database database) {
        this.database = database;
    }

    @Override
    public void append(Entry entry) {
        var row = database.transactRows(
                "append to the audit", connection -> AuditRows.append(connection, database.engine(), entry));
        // Out of reach of whoever can write into the database only.
        log.info("Audit {}: {} {} by {}, link {}", row.number, row.what, row.subject, row.who, row.linked());
    }

    private static AuditHeadEntity head(StatelessSession session) {
        AuditHeadEntity head = session.get(AuditHeadEntity.class, AuditHeadEntity.ONLY);
        if (head == null) {
            throw new StoreException("the audit has been tampered with: et_audit_head has no row", null, false);
        }
        return head;
    }

    @Override
    public List<Written> latest(String what, int limit) {
        return database.ask(new Question<>(
                Stale.AUDIT_LIST,
                "SELECT number, at, who, what, subject, detail, link FROM et_audit"
                        + " WHERE LEFT(what, CHAR_LENGTH(?)) = ? ORDER BY number DESC LIMIT ?",
                List.of(what, what, limit),
                Audit::written));
    }

    /** From the columns number, at, who, what, subject, detail, link. */
    static Written written(ResultSet result) throws SQLException {
        byte[] link = result.getBytes(7);
        return new Written(
                result.getLong(1),
                new Entry(
                        result.getTimestamp(2).toInstant(),
                        result.getString(3),
                        result.getString(4),
                        result.getString(5),
                        result.getString(6)),
                link == null ? "" : hex(link));
    }

    @Override
    public Optional<Written> entry(long number) {
        return database.transact(
                "read the audit",
                session -> Optional.ofNullable(session.get(AuditEntity.class, number))
                        .map(AuditEntity::toWritten));
    }

    @Override
    public Verdict verify() {
        var head = database.transact("read the audit's head", Audit::head);
        long number = head.unlinked;
        byte[] link = new byte[AuditEntity.LINK];
        while (number < head.number) {
            long from = number;
            List<AuditEntity> page = database.transact("read the audit", session -> page(session, from, head.number));
            if (page.isEmpty()) {
                return verdict(head, "entry " + (number + 1) + " and all after it are missing");
            }
            for (var row : page) {
                if (row.number != number + 1) {
                    return verdict(head, "entry " + (number + 1) + " is missing");
                }
                link = row.linkAfter(link);
                if (!Arrays.equals(link, row.link)) {
                    return verdict(head, "entry " + row.number + " is not what was written, or the one before is not");
                }
                number = row.number;
            }
        }
        return verdict(
                head,
                Arrays.equals(link, head.link) ? "" : "entry " + head.number + " is not the one that was written last");
    }

    private static List<AuditEntity> page(StatelessSession session, long after, long last) {
        return session.createSelectionQuery(
                        "from AuditEntry where number > :after and number <= :last order by number", AuditEntity.class)
                .setParameter("after", after)
                .setParameter("last", last)
                .setMaxResults(PAGE)
                .getResultList();
    }

    private static Verdict verdict(AuditHeadEntity head, String fault) {
        return new Verdict(head.unlinked + 1, head.number, hex(head.link), fault);
    }

    private static String hex(byte[] link) {
        return HexFormat.of().formatHex(link);
    }
}
