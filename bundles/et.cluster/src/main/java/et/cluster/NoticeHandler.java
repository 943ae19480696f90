package et.cluster;

/** Hears what other containers {@link Cluster#tell}. An OSGi service. */
public interface NoticeHandler {

    /** What it hears of; unique in the container. */
    String topic();

    /** Something was told. On a thread of the provider; must not block. */
    void handle(byte[] notice);
}
