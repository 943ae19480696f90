package et.cluster;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Knows the place of every shard. An OSGi service; any thread; never blocks. */
public interface Placement {

    /** The name of this container. */
    String container();

    /** Where the shard lives, as far as is known here; null while it has no owner. */
    @Nullable Place place(int shard);

    /** Calls back when a shard has a new place, on any thread, until closed. */
    Cluster.Registration listen(IntConsumer placed);
}
