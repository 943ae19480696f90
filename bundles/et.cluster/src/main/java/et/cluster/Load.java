package et.cluster;

/**
 * What a container has to do, over the last seconds.
 *
 * @param cpu processor time of the process as a share of all processors, 0 to 1
 * @param busy the share of time that the busiest lane ran handlers, 0 to 1
 * @param actors live actors
 * @param messages messages handled per second
 * @param sessions sessions of players
 * @param memory bytes of heap in use
 * @param lag milliseconds by which the latest task of a lane came too late
 */
public record Load(double cpu, double busy, int actors, double messages, int sessions, long memory, double lag) {

    /** Of a container that has not said anything yet. */
    public static final Load NONE = new Load(0, 0, 0, 0, 0, 0, 0);
}
