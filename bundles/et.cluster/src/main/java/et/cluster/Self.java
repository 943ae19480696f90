package et.cluster;

import java.util.Set;

/** What this container is. An OSGi service, there from the start; its values never change. */
public interface Self {

    /** The container's name; unique in the cluster. */
    String container();

    /** The number of this process, unique among all that ever had the name: its start in milliseconds since 1970, and a random part. */
    long incarnation();

    /** What the container is; never empty. */
    Set<Tier> tiers();

    /** The address at which other containers reach this one. */
    String host();

    /** The address that this container listens at for other containers: {@link #host}, or what is behind it. */
    String listen();
}
