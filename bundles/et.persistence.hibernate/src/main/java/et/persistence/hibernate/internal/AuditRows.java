package et.persistence.hibernate.internal;

import et.persistence.AuditStore.Entry;
import et.persistence.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;

/** Appends to the audit on rows, inside somebody's transaction: one who waits for nothing that has to start. */
final class AuditRows {

    private AuditRows() {}

    /** Returns the entry as it is stored. */
    static AuditEntity append(Connection connection, Engine engine, Entry entry) throws SQLException {
        var row = new AuditEntity();
        row.at = entry.at().truncatedTo(ChronoUnit.MICROS);
        row.who = line(entry.who(), AuditEntity.WHO);
        row.what = line(entry.what(), AuditEntity.WHAT);
        row.subject = line(entry.subject(), AuditEntity.SUBJECT);
        row.detail = line(entry.detail(), AuditEntity.DETAIL);
        link(connection, row);
        insert(connection, engine, row);
        return row;
    }

    /** The head's row is locked from here on: entries have numbers without gaps, in the order of their links. */
    private static void link(Connection connection, AuditEntity row) throws SQLException {
        try (var statement = connection.createStatement();
                var head = statement.executeQuery(
                        "SELECT number, link FROM et_audit_head WHERE id = " + AuditHeadEntity.ONLY + " FOR UPDATE")) {
            if (!head.next()) {
                throw new StoreException("the audit has been tampered with: et_audit_head has no row", null, false);
            }
            row.number = head.getLong(1) + 1;
            row.link = row.linkAfter(head.getBytes(2));
        }
    }

    private static void insert(Connection connection, Engine engine, AuditEntity row) throws SQLException {
        try (var insert = connection.prepareStatement(
                        "INSERT INTO et_audit (number, at, who, what, subject, detail, link) VALUES (?, ?, ?, ?, ?, ?, ?)");
                var update = connection.prepareStatement(
                        "UPDATE et_audit_head SET number = ?, link = ? WHERE id = " + AuditHeadEntity.ONLY)) {
            insert.setLong(1, row.number);
            engine.moment().set(insert, 2, row.at);
            insert.setString(3, row.who);
            insert.setString(4, row.what);
            insert.setString(5, row.subject);
            insert.setString(6, row.detail);
            insert.setBytes(7, row.link);
            insert.executeUpdate();
            update.setLong(1, row.number);
            update.setBytes(2, row.link);
            update.executeUpdate();
        }
    }

    /** One line that fits. An act is recorded however long the names are that a stranger chose. */
    private static String line(String text, int longest) {
        var line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
    }
}
