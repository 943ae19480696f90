package et.cluster.pekko.internal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import et.cluster.Self;
import et.cluster.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What Pekko is told: {@code pekko.conf} beside this class, and in it what the component's configuration says.
 *
 * @param port 0: a free one
 * @param seedSeconds how long the first of the seeds looks for the others before it begins a cluster of its own; how often others ask
 */
record Settings(PekkoCluster.Config component, Self self, int port, int seedSeconds) {

    /** The role of nodes among which Sharding's coordinator is: managers, and logic containers when there is no manager. */
    static final String SHARDS = "shards";

    Config config(boolean tls, ClassLoader loader) {
        List<String> roles = new ArrayList<>();
        self.tiers().forEach(tier -> roles.add(tier.name().toLowerCase(Locale.ROOT)));
        if (Node.keepsShards(self.tiers())) {
            roles.add(SHARDS);
        }
        Config own = ConfigFactory.empty()
                .withValue("pekko.remote.artery.canonical.hostname", ConfigValueFactory.fromAnyRef(self.host()))
                .withValue("pekko.remote.artery.canonical.port", ConfigValueFactory.fromAnyRef(port))
                .withValue("pekko.remote.artery.bind.hostname", ConfigValueFactory.fromAnyRef(self.listen()))
                .withValue("pekko.remote.artery.transport", ConfigValueFactory.fromAnyRef(tls ? "tls-tcp" : "tcp"))
                .withValue("pekko.cluster.roles", ConfigValueFactory.fromIterable(roles))
                .withValue(
                        "pekko.cluster.failure-detector.acceptable-heartbeat-pause",
                        ConfigValueFactory.fromAnyRef(component.pause_millis() + " ms"))
                .withValue(
                        "pekko.cluster.split-brain-resolver.stable-after",
                        ConfigValueFactory.fromAnyRef(component.stable_millis() + " ms"))
                .withValue("pekko.cluster.seed-node-timeout", ConfigValueFactory.fromAnyRef(seedSeconds + " s"))
                .withValue(
                        "pekko.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout",
                        // Who has no shard has nothing to hand over, and nobody to wait for.
                        ConfigValueFactory.fromAnyRef(
                                self.tiers().contains(Tier.LOGIC) ? component.handover_seconds() + " s" : "1 s"));
        // Unresolved, so that what Pekko's files take over from each other is what it is here.
        return own.withFallback(file())
                .withFallback(ConfigFactory.defaultReferenceUnresolved(loader))
                .resolve();
    }

    private static Config file() {
        try (Reader reader =
                new InputStreamReader(open(Settings.class.getResourceAsStream("pekko.conf")), StandardCharsets.UTF_8)) {
            return ConfigFactory.parseReader(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(@Nullable InputStream in) {
        if (in == null) {
            throw new IllegalStateException("pekko.conf is not in this bundle");
        }
        return in;
    }
}
