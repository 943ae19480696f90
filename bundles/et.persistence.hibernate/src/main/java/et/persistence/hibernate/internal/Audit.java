package et.persistence.hibernate.internal;

import et.persistence.AuditStore;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The audit as Hibernate entities. */
@Component(service = AuditStore.class)
public final class Audit implements AuditStore {

    private final Database database;

    @Activate
    public Audit(@Reference Database database) {
        this.database = database;
    }

    @Override
    public void append(Entry entry) {
        var row = new AuditEntity();
        row.at = entry.at().truncatedTo(ChronoUnit.MICROS);
        row.who = line(entry.who(), AuditEntity.WHO);
        row.what = line(entry.what(), AuditEntity.WHAT);
        row.subject = line(entry.subject(), AuditEntity.SUBJECT);
        row.detail = line(entry.detail(), AuditEntity.DETAIL);
        database.transact("append to the audit", session -> session.insert(row));
    }

    @Override
    public List<Entry> latest(int limit) {
        return database.transact(
                "read the audit",
                session -> session.createNativeQuery("select * from et_audit order by number desc", AuditEntity.class)
                        .setMaxResults(limit)
                        .getResultStream()
                        .map(AuditEntity::toEntry)
                        .toList());
    }

    /** One line that fits. An act is recorded however long the names are that a stranger chose. */
    private static String line(String text, int longest) {
        var line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
    }
}
