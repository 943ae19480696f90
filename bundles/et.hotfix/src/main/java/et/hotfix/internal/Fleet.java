package et.hotfix.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Tier;
import et.hotfix.HotfixException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logic containers of the cluster, which make a hotfix together. */
final class Fleet {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    /** What containers ring when the records have changed. */
    static final String TOPIC = "hotfix";

    private static final byte[] NOTHING = {};

    private final String container;
    private final Cluster cluster;

    Fleet(String container, Cluster cluster) {
        this.container = container;
        this.cluster = cluster;
    }

    /** The name of this container. */
    String container() {
        return container;
    }

    /** Who has to take part. */
    List<String> needed() {
        List<String> silent = logic().filter(member -> member.state() == Member.State.UNREACHABLE)
                .map(Member::container)
                .toList();
        if (!silent.isEmpty()) {
            throw new HotfixException(String.join(", ", silent) + (silent.size() == 1 ? " does" : " do")
                    + " not answer at the moment: wait until et:cluster shows it again, or shows it no more");
        }
        Set<String> needed = present();
        needed.add(container);
        return needed.stream().sorted().toList();
    }

    /** Who is in the cluster. */
    Set<String> present() {
        return logic().map(Member::container).collect(Collectors.toSet());
    }

    /** The first by name of those who answer; empty when nobody does. */
    String first() {
        return logic().filter(member -> member.state() != Member.State.UNREACHABLE)
                .map(Member::container)
                .sorted()
                .findFirst()
                .orElse("");
    }

    private Stream<Member> logic() {
        return cluster.members().stream().filter(member -> member.tiers().contains(Tier.LOGIC));
    }

    /** Takes this container's shards away from it while it cannot follow a decision, and lets them come back. */
    void aside(boolean away) {
        if (away) {
            LOG.warn("{} gives its shards away until it has caught up", container);
        }
        var asked = away ? cluster.drain(container) : cluster.undrain(container);
        asked.whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("{} keeps its shards: {}", container, failure.getMessage());
            }
        });
    }

    /** Lets the others look at the records at once; they would anyway within a second. */
    void ring() {
        cluster.tell(Tier.LOGIC, TOPIC, NOTHING);
    }
}
