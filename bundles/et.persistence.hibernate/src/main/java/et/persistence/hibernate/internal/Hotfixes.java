package et.persistence.hibernate.internal;

import et.persistence.HotfixStore;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The record of hotfixes as Hibernate entities. */
@Component(service = HotfixStore.class)
public final class Hotfixes implements HotfixStore {

    private static final List<String> UNDONE = List.of(Phase.ROLLED_BACK.name(), Phase.FAILED.name());

    private final Database database;
    private final InstantSource clock;

    @Activate
    public Hotfixes(@Reference Database database) {
        this(database, InstantSource.system());
    }

    Hotfixes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Hotfix begin(Hotfix hotfix) {
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
        database.transact("record a hotfix", session -> session.insert(row));
        return row.toHotfix();
    }

    @Override
    public void advance(long number, Phase phase, String receipt) {
        database.transact("record a hotfix's phase", session -> {
            var row = session.get(HotfixEntity.class, number, LockMode.PESSIMISTIC_WRITE);
            if (row == null) {
                throw new IllegalArgumentException("hotfix " + number + ": there is no such hotfix");
            }
            row.phase = phase.name();
            row.receipt = receipt;
            row.changed = clock.instant().truncatedTo(ChronoUnit.MICROS);
            session.update(row);
            return row;
        });
    }

    @Override
    public Optional<Hotfix> latest(String bundle) {
        return database.transact(
                "find a hotfix",
                session -> session.createNativeQuery(
                                "select * from et_hotfix where bundle = :bundle and phase not in (:undone) order by"
                                        + " number desc",
                                HotfixEntity.class)
                        .setParameter("bundle", bundle)
                        .setParameterList("undone", UNDONE)
                        .setMaxResults(1)
                        .uniqueResultOptional()
                        .map(HotfixEntity::toHotfix));
    }

    @Override
    public List<Hotfix> history(int limit) {
        return database.transact(
                "read the hotfixes",
                session -> session.createNativeQuery("select * from et_hotfix order by number desc", HotfixEntity.class)
                        .setMaxResults(limit)
                        .getResultStream()
                        .map(HotfixEntity::toHotfix)
                        .toList());
    }
}
