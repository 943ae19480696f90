package et.persistence.hibernate.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A primary with its replicas. */
final class Replication implements AutoCloseable {

    private final Progress progress = new Progress(System.nanoTime());
    private final Primary primary;
    private final Replicas replicas;

    /**
     * Asks nobody yet.
     *
     * @param engine of the primary
     * @param source the primary
     */
    Replication(Settings settings, MySqlEngine engine, DataSource source) {
        var config = settings.config();
        if (config.replica_lag_seconds() < 1) {
            throw new IllegalArgumentException(
                    "replica.lag.seconds: " + config.replica_lag_seconds() + " (expected: >= 1)");
        }
        List<Replica> all = new ArrayList<>();
        for (var url : settings.replicas()) {
            var replica = settings.replica(url);
            all.add(new Replica(
                    url,
                    replica,
                    engine,
                    replica.connect(settings.replicaUser(), settings.replicaPassword()),
                    progress,
                    Duration.ofSeconds(config.replica_lag_seconds()),
                    config.replica_pool_size(),
                    config.replica_timeout_millis()));
        }
        replicas = new Replicas(all, progress, new Statements(config.query_timeout_seconds()));
        primary = new Primary(engine, source, progress, replicas::objection);
    }

    Progress progress() {
        return progress;
    }

    Primary primary() {
        return primary;
    }

    Replicas replicas() {
        return replicas;
    }

    /**
     * A replica is the primary from now on.
     *
     * @param engine of the replica as a server that is written to
     * @param done what it had when it was made so
     */
    void lead(Replica replica, MySqlEngine engine, DataSource source, Position done) {
        replicas.leave(replica);
        progress.begin(done, System.nanoTime());
        primary.lead(engine, source);
    }

    @Override
    public void close() {
        replicas.close();
        primary.close();
    }
}
