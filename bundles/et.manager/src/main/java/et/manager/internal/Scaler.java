package et.manager.internal;

import et.cluster.Cluster;
import et.cluster.Load;
import et.cluster.Member;
import et.cluster.Self;
import et.cluster.Tier;
import et.manager.Scale;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the members' load every few seconds, in containers that are managers. They see the same and suggest the same. */
@Component(service = Scale.class, immediate = true, configurationPid = "et.manager")
@Designate(ocd = Scaler.Config.class)
public final class Scaler implements Scale, ScaleMXBean {

    @ObjectClassDefinition(name = "et manager", description = "How many logic containers there should be.")
    public @interface Config {

        @AttributeDefinition(description = "The load that a logic container should have, in percent. 1 to 100.")
        int target_load() default 60;

        @AttributeDefinition(description = "Logic containers that there should always be. 1 or more.")
        int least() default 1;

        @AttributeDefinition(description = "Logic containers that there may be. Not less than least.")
        int most() default 100;

        @AttributeDefinition(
                description =
                        "Fewer containers are suggested when fewer would have done for so many seconds. 1 or more.")
        int patience_seconds() default 300;
    }

    private static final Logger log = LoggerFactory.getLogger(Scaler.class);
    private static final long LOOK_SECONDS = 5;

    private final Cluster cluster;
    private final Rule rule;
    private final ObjectName name;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread looker = new Thread(task, "et-manager");
        looker.setDaemon(true);
        return looker;
    });
    private volatile Suggestion suggestion;

    @Activate
    public Scaler(Config config, @Reference(target = "(tiers=*manager*)") Self self, @Reference Cluster cluster)
            throws JMException {
        this.cluster = cluster;
        this.rule = rule(config);
        this.suggestion = look();
        this.name = new ObjectName("et:type=Scale,container=" + ObjectName.quote(self.container()));
        ManagementFactory.getPlatformMBeanServer().registerMBean(this, name);
        var unused = thread.scheduleWithFixedDelay(this::follow, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    static Rule rule(Config config) {
        int target = within("target.load", config.target_load(), 1, 100);
        int least = within("least", config.least(), 1, Integer.MAX_VALUE);
        int most = within("most", config.most(), least, Integer.MAX_VALUE);
        int patience = within("patience.seconds", config.patience_seconds(), 1, Integer.MAX_VALUE);
        return new Rule(target / 100.0, least, most, TimeUnit.SECONDS.toMillis(patience));
    }

    private static int within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "et.manager " + key + ": " + value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }

    private void follow() {
        try {
            Suggestion before = suggestion;
            Suggestion now = look();
            suggestion = now;
            if (now.desired() != before.desired()) {
                log.info("{} logic containers suggested, there are {}: {}", now.desired(), now.now(), now.reason());
            }
        } catch (RuntimeException failed) {
            log.warn("The load of the cluster could not be looked at", failed);
        }
    }

    private Suggestion look() {
        List<Double> loads = cluster.members().stream()
                .filter(member -> member.tiers().contains(Tier.LOGIC))
                .filter(member -> member.state() == Member.State.UP && !member.draining())
                .map(member -> busy(member.load()))
                .toList();
        return rule.suggest(loads, TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /** A container is as busy as its busiest part: one full lane holds its players up while others idle. */
    private static double busy(Load load) {
        return Math.max(load.cpu(), load.busy());
    }

    @Deactivate
    void deactivate() throws JMException {
        thread.shutdownNow();
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    }

    @Override
    public Suggestion suggestion() {
        return suggestion;
    }

    @Override
    public int getLogicContainers() {
        return suggestion.now();
    }

    @Override
    public int getDesiredLogicContainers() {
        return suggestion.desired();
    }

    @Override
    public double getLoad() {
        return suggestion.load();
    }
}
