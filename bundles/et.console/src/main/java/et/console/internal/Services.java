package et.console.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Self;
import et.cluster.Tier;
import et.session.KickException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The services of et, for as long as a command runs. */
final class Services implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;

    /** The tier in which a bundle has work. */
    private static final Map<String, Tier> HOMES = Map.of(
            "et.actor", Tier.LOGIC,
            "et.hotfix", Tier.LOGIC,
            "et.persistence.hibernate", Tier.LOGIC,
            "et.gateway", Tier.GATEWAY,
            "et.manager", Tier.MANAGER);

    private final BundleContext context;
    private final List<ServiceReference<?>> taken = new ArrayList<>();

    Services(BundleContext context) {
        this.context = context;
    }

    /** The service, if it is there. */
    <T> Optional<T> find(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        if (reference == null) {
            return Optional.empty();
        }
        taken.add(reference);
        return Optional.ofNullable(context.getService(reference));
    }

    /** Whether there is a service of a class that this bundle does not import. */
    boolean has(String type) {
        return context.getServiceReference(type) != null;
    }

    /** The service; when it is not there, a sentence that names the bundle that brings it. */
    <T> T need(Class<T> type, String bundle) {
        return find(type).orElseThrow(() -> new ConsoleException(absent(type.getSimpleName(), bundle)));
    }

    private String absent(String service, String bundle) {
        Tier home = HOMES.get(bundle);
        Set<Tier> here = find(Self.class).map(Self::tiers).orElse(Set.of());
        if (home == null || here.isEmpty() || here.contains(home)) {
            return bundle + " is not running in this container (no " + service
                    + "): bundle:list shows its state, log:display why";
        }
        String there = find(Cluster.class).map(Cluster::members).orElse(List.of()).stream()
                .filter(member -> member.tiers().contains(home))
                .map(Member::container)
                .collect(Collectors.joining(" or "));
        return "this container is no " + home.name().toLowerCase(Locale.ROOT) + " container: "
                + (there.isEmpty() ? "start one, and type it there" : "type it at " + there);
    }

    /** The answer of lanes or loops, after 5 s at most. */
    static <T> T await(CompletionStage<T> answer, String whose) throws InterruptedException {
        return await(answer, whose, PATIENCE_SECONDS);
    }

    /** The answer, after so many seconds at most. */
    static <T> T await(CompletionStage<T> answer, String whose, int seconds) throws InterruptedException {
        try {
            return answer.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ConsoleException(
                    whose + " did not answer within " + seconds + " s: one of them is held up, the log says by what");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KickException refusal) {
                throw new ConsoleException(String.valueOf(refusal.getMessage()));
            }
            throw new ConsoleException(whose + " could not answer: " + e.getCause());
        }
    }

    @Override
    public void close() {
        taken.forEach(context::ungetService);
    }
}
