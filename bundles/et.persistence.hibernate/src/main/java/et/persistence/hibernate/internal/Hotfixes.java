package et.persistence.hibernate.internal;

import et.persistence.HotfixStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The record of hotfixes as Hibernate entities; what belongs to it otherwise is in {@link HotfixRows}. */
@Component(service = HotfixStore.class)
public final class Hotfixes implements HotfixStore {

    private static final List<String> UNDONE = List.of(Phase.ROLLED_BACK.name(), Phase.FAILED.name());
    private static final String PLAN = Phase.PLANNED.name();

    private final Database database;
    private final HotfixRows rows;
    private final InstantSource clock;

    @Activate
    public Hotfixes(@Reference Database database) {
        this(database, InstantSource.system());
    }

    Hotfixes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        rows = new HotfixRows(database.queryTimeout());
    }

    @Override
    public Hotfix begin(Hotfix hotfix, byte[] bytes) {
        var row = new HotfixEntity();
        row.bundle = hotfix.bundle();
        row.fromVersion = hotfix.from();
        row.toVersion = hotfix.to();
        row.digest = hotfix.digest();
        row.phase = hotfix.phase().name();
        row.who = hotfix.who();
        row.started = hotfix.started().truncatedTo(ChronoUnit.MICROS);
        row.changed = hotfix.changed().truncatedTo(ChronoUnit.MICROS);
        row.receipt = hotfix.receipt();
        row.canary = hotfix.canary();
        database.transact("record a hotfix", session -> {
            session.insert(row);
            return session.doReturningWork(connection -> {
                rows.keep(connection, hotfix.digest(), bytes);
                return rows.changed(connection);
            });
        });
        return row.toHotfix();
    }

    @Override
    public boolean advance(long number, Phase from, Phase to, String receipt) {
        return database.transact("record a hotfix's phase", session -> {
            var row = session.get(HotfixEntity.class, number, LockMode.PESSIMISTIC_WRITE);
            if (row == null) {
                throw new IllegalArgumentException("hotfix " + number + ": there is no such hotfix");
            }
            if (!row.phase.equals(from.name())) {
                return false;
            }
            row.phase = to.name();
            row.receipt = receipt;
            row.changed = clock.instant().truncatedTo(ChronoUnit.MICROS);
            session.update(row);
            session.doWork(rows::changed);
            return true;
        });
    }

    @Override
    public boolean widen(long number, String from, String to) {
        return rows("record a canary", connection -> {
            boolean widened = rows.widen(connection, number, from, to);
            if (widened) {
                rows.changed(connection);
            }
            return widened;
        });
    }

    @Override
    public void receipt(long number, String receipt) {
        rows("record a receipt", connection -> rows.receipt(connection, number, receipt));
    }

    @Override
    public void forget(long number) {
        rows("delete a plan", connection -> {
            rows.forget(connection, number);
            return rows.changed(connection);
        });
    }

    @Override
    public Optional<Hotfix> latest(String bundle) {
        return database.transact(
                "find a hotfix",
                session -> session.createNativeQuery(
                                "select * from et_hotfix where bundle = :bundle and phase not in (:undone) and phase <>"
                                        + " :plan order by number desc",
                                HotfixEntity.class)
                        .setParameter("bundle", bundle)
                        .setParameterList("undone", UNDONE)
                        .setParameter("plan", PLAN)
                        .setMaxResults(1)
                        .uniqueResultOptional()
                        .map(HotfixEntity::toHotfix));
    }

    @Override
    public List<Hotfix> standing() {
        return database.transact(
                "read what must run",
                session -> session.createNativeQuery(
                                "select * from et_hotfix where phase = :plan"
                                        + " or number in (select max(number) from et_hotfix where phase <> :plan"
                                        + " group by bundle)"
                                        + " or number in (select max(number) from et_hotfix where phase <> :plan"
                                        + " and phase not in (:undone) group by bundle) order by number",
                                HotfixEntity.class)
                        .setParameterList("undone", UNDONE)
                        .setParameter("plan", PLAN)
                        .getResultStream()
                        .map(HotfixEntity::toHotfix)
                        .toList());
    }

    @Override
    public List<Hotfix> history(int limit) {
        return database.transact(
                "read the hotfixes",
                session -> session.createNativeQuery(
                                "select * from et_hotfix where phase <> :plan order by number desc", HotfixEntity.class)
                        .setParameter("plan", PLAN)
                        .setMaxResults(limit)
                        .getResultStream()
                        .map(HotfixEntity::toHotfix)
                        .toList());
    }

    @Override
    public long changes() {
        return rows("count the changes of hotfixes", rows::changes);
    }

    @Override
    public void done(long number, Step step) {
        rows("record a container's part in a hotfix", connection -> rows.done(connection, number, step));
    }

    @Override
    public List<Step> steps(long number) {
        return rows("read the containers' parts in a hotfix", connection -> rows.steps(connection, number));
    }

    @Override
    public Optional<byte[]> bytes(String digest) {
        return rows("fetch a bundle", connection -> rows.bytes(connection, digest));
    }

    @Override
    public void tidy() {
        rows("delete bundles", rows::tidy);
    }

    @Override
    public Optional<String> take(String holder, String doing, Duration lease) {
        return rows("take the turn", connection -> rows.take(connection, holder, doing, lease));
    }

    @Override
    public void release(String holder) {
        rows("give the turn back", connection -> rows.release(connection, holder));
    }

    @Override
    public Optional<String> holder() {
        return rows("see who has the turn", rows::holder);
    }

    private <T> T rows(String what, Rows<T> work) {
        return database.transactRows(what, work::apply);
    }

    /** Work on a connection. */
    private interface Rows<T> {
        T apply(Connection connection) throws SQLException;
    }
}
