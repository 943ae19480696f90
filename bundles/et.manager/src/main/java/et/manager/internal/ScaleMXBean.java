package et.manager.internal;

/** What an autoscaler reads over JMX. */
public interface ScaleMXBean {

    /** How many logic containers take shards now. */
    int getLogicContainers();

    /** How many there should be. */
    int getDesiredLogicContainers();

    /** What keeps them busy, in containers. */
    double getLoad();
}
