package et.cluster;

/**
 * The parts of this container that a provider of {@link Cluster} asks and tells: every {@link LoadSource} and every {@link NoticeHandler}. An OSGi service; any
 * thread. A provider takes this instead of them: they may need the cluster, and would then be in a circle with it.
 */
public interface Parts {

    /** The load so far with what every part knows put into it. A part that throws is left out. */
    Load add(Load load);

    /** Passes a notice on to the handler of its topic; nothing happens when there is none. */
    void hear(String topic, byte[] notice);
}
