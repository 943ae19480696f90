package et.manager;

/** How many logic containers there should be. An OSGi service of a manager; any thread; never blocks. */
public interface Scale {

    /** What is suggested now. */
    Suggestion suggestion();

    /**
     * A number of logic containers, and why.
     *
     * @param now how many there are that take shards
     * @param desired how many there should be
     * @param load the load of all of them together, in containers: 1.5 is what keeps one and a half of them busy all the time
     * @param reason one sentence for people
     */
    record Suggestion(int now, int desired, double load, String reason) {}
}
