package et.cluster.internal;

import et.cluster.Cluster;
import et.cluster.Member;
import et.cluster.Self;
import et.cluster.Tier;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This container as the others know it: a process that was taken out of the cluster while it stood still comes back under another number, since
 * the old one is fenced.
 */
final class MemberSelf implements Self {

    private final Self self;
    private final Supplier<@Nullable Cluster> cluster;

    MemberSelf(Self self, Supplier<@Nullable Cluster> cluster) {
        this.self = self;
        this.cluster = cluster;
    }

    @Override
    public String container() {
        return self.container();
    }

    @Override
    public long incarnation() {
        Cluster known = cluster.get();
        if (known != null) {
            for (Member member : known.members()) {
                if (member.container().equals(container())) {
                    return member.incarnation();
                }
            }
        }
        return self.incarnation();
    }

    @Override
    public Set<Tier> tiers() {
        return self.tiers();
    }

    @Override
    public String host() {
        return self.host();
    }

    @Override
    public String listen() {
        return self.listen();
    }
}
