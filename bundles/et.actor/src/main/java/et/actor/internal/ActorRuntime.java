package et.actor.internal;

import et.actor.Actors;
import et.actor.Logics;
import et.actor.Quarantine;
import et.actor.core.BusyShare;
import et.actor.core.LaneLoad;
import et.actor.core.LaneRuntime;
import et.actor.core.LogicRegistry;
import et.actor.core.Overview;
import et.actor.core.Settings;
import et.actor.core.Watchdog;
import et.api.ActorLogic;
import et.cluster.LaneGate;
import et.cluster.Links;
import et.cluster.LoadSource;
import et.cluster.Placement;
import et.cluster.RouteTable;
import et.cluster.Routes;
import et.cluster.Self;
import et.cluster.ShardHost;
import et.net.Loops;
import et.persistence.ActorStore;
import et.persistence.Committer;
import et.persistence.StoreException;
import et.persistence.TableStore;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor runtime of a container: its lanes, on the event loops that its sockets use too, and the registry of the logic that bundles bring.
 *
 * <p>Its services are registered when it has been put together, and taken away first when it goes. Which shards are here the cluster says, through
 * {@link ShardHost}.
 */
@Component(service = ActorRuntime.class, immediate = true, configurationPid = "et.actor")
@Designate(ocd = ActorConfig.class)
public final class ActorRuntime implements ServiceTrackerCustomizer<ActorLogic<?>, ActorLogic<?>> {

    private static final Logger log = LoggerFactory.getLogger(ActorRuntime.class);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int LOADING_THREADS = 2;

    private static final @Nullable Dictionary<String, ?> NO_PROPERTIES = null;

    private final BundleContext context;
    private final OtherContainers others;
    private final Ownership ownership;
    private final ControlThreads control = new ControlThreads();
    private final Pool loading = new Pool("et-actor-load", LOADING_THREADS, Integer.MAX_VALUE);
    private final Pool blocking;
    private final Pool finding;
    private final LaneRuntime runtime;
    private final LogicRegistry registry;
    private final WatchThread watch;
    private final RouteMemory memory;
    private final ServiceTracker<ActorLogic<?>, ActorLogic<?>> logics;
    private final List<ServiceRegistration<?>> services = new ArrayList<>();

    @Activate
    @SuppressWarnings({"unchecked", "rawtypes"}) // a service is found by its raw class
    public ActorRuntime(
            ActorConfig config,
            BundleContext context,
            @Reference Self self,
            @Reference Loops loops,
            @Reference ActorStore store,
            @Reference Committer committer,
            @Reference TableStore tables) {
        // Before any game comes, which may be the first to want it.
        DelayThread.start();
        this.context = context;
        Settings settings = ActorConfig.Reader.settings(config);
        List<EventLoop> all = loops.all();
        int lanes =
                config.lanes() == 0 ? all.size() : ActorConfig.Reader.within("lanes", config.lanes(), 1, all.size());
        this.others = new OtherContainers(self.container());
        this.blocking = new Pool(
                "et-actor-blocking",
                ActorConfig.Reader.within("blocking.threads", config.blocking_threads(), 1, 1024),
                ActorConfig.Reader.within("blocking.queue", config.blocking_queue(), 1, Integer.MAX_VALUE));
        this.finding = new Pool(
                "et-actor-find",
                ActorConfig.Reader.within("find.threads", config.find_threads(), 1, 64),
                ActorConfig.Reader.within("find.queue", config.find_queue(), 1, Integer.MAX_VALUE));
        this.runtime = new LaneRuntime(
                all.subList(0, lanes).stream().map(LoopScheduler::new).toList(),
                new LaneRuntime.Joints(store, committer, others, loading, blocking, tables, finding, settings));
        this.ownership = new Ownership(runtime, store, control, self.container(), this::wakeSleepers);
        this.registry = new LogicRegistry(runtime, control);
        Watchdog watchdog = new Watchdog(runtime);
        this.watch = new WatchThread(watchdog);
        this.memory = new RouteMemory(context.getDataFile("routes"));
        registry.remember(memory.read());
        Overview overview = new Overview(runtime, registry, new BusyShare(watchdog, lanes)::of);
        services.add(context.registerService(
                new String[] {LaneGate.class.getName(), Routes.class.getName(), RouteTable.class.getName()},
                runtime,
                NO_PROPERTIES));
        services.add(context.registerService(
                LoadSource.class, new LaneLoad(runtime, registry, new BusyShare(watchdog, lanes)), NO_PROPERTIES));
        services.add(context.registerService(ShardHost.class, ownership, NO_PROPERTIES));
        services.add(context.registerService(Logics.class, registry, NO_PROPERTIES));
        services.add(context.registerService(
                new String[] {Actors.class.getName(), Quarantine.class.getName()}, overview, NO_PROPERTIES));
        control.every(Duration.ofMillis(settings.times().wakePoll()), this::wakeSleepers);
        this.logics = new ServiceTracker<>(context, (Class) ActorLogic.class, this);
        logics.open();
        log.info("Actor runtime: {} lanes", lanes);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setPlacement(Placement service) {
        others.placement(service);
    }

    void unsetPlacement(Placement gone) {
        others.placement(null);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setLinks(Links service) {
        others.links(service);
    }

    void unsetLinks(Links gone) {
        others.links(null);
    }

    private void wakeSleepers() {
        try {
            runtime.wakeSleepers(System.currentTimeMillis());
        } catch (StoreException down) {
            log.debug("Sleeping actors could not be looked for: {}", down.getMessage());
        }
    }

    @Override
    public ActorLogic<?> addingService(ServiceReference<ActorLogic<?>> reference) {
        ActorLogic<?> logic = context.getService(reference);
        if (logic != null) {
            registry.add(LogicBundles.registration(reference, logic));
            memory.write(registry.reached());
        }
        return logic;
    }

    @Override
    public void modifiedService(ServiceReference<ActorLogic<?>> reference, ActorLogic<?> logic) {
        // Properties of a logic mean nothing here.
    }

    /** Returns when no lane holds anything of the logic any more: its bundle may go then. */
    @Override
    public void removedService(ServiceReference<ActorLogic<?>> reference, ActorLogic<?> logic) {
        registry.remove(reference);
        context.ungetService(reference);
    }

    @Deactivate
    void deactivate() {
        ownership.stop();
        for (int last = services.size() - 1; last >= 0; last--) {
            services.get(last).unregister();
        }
        if (!control.await(runtime.stop(), STOP)) {
            log.error(
                    "Not every change was written within {} s; what was not written was not acknowledged either",
                    STOP.toSeconds());
        }
        logics.close();
        watch.close();
        control.close();
        loading.close();
        blocking.close();
        finding.close();
    }
}
