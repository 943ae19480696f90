package et.cluster;

import java.util.List;

/** The ports at which links come in, one per lane. An OSGi service in containers that have lanes. */
public interface LaneDoors {

    /**
     * Begins to listen; returns the port of each lane. Again, it returns the same. Blocks for as long as binding takes.
     *
     * @param cluster tells whose links are to be closed; it is asked here, and not looked for, since it cannot begin before this is done
     */
    List<Integer> open(Cluster cluster);
}
