package et.persistence;

import java.util.List;

/**
 * The servers behind the stores: one that is written to, and replicas that are read where an answer may be some seconds old. An OSGi service of the provider; any
 * thread.
 */
public interface Servers {

    /**
     * A pool of connections.
     *
     * @param size how many it opens at most
     * @param waiting calls that wait for one
     */
    record Pool(int size, int open, int inUse, int waiting) {}

    /**
     * A server.
     *
     * @param address as it is configured, without what is nobody's business
     * @param primary whether it is the one that is written to
     * @param used whether it is written to, or read, now
     * @param state in words: why it is not used; empty when it is
     * @param behindMillis for how long a replica lacks something; -1 when that is not known, and of the primary
     * @param position its last transactions, as GTIDs; empty when they are not known
     * @param reads questions that a replica has answered
     */
    record Server(
            String address,
            boolean primary,
            boolean used,
            String state,
            Pool pool,
            long behindMillis,
            String position,
            long reads) {}

    /**
     * The servers and what was done with them since the start.
     *
     * @param servers the primary first
     * @param readsElsewhere questions for replicas that the primary has answered
     * @param transactions transactions on the primary
     * @param failures those of them that failed, whether or not a repetition succeeded
     * @param medianMicros half of them took no longer, in microseconds
     * @param slowMicros all but one of a hundred took no longer
     */
    record Picture(
            List<Server> servers,
            long readsElsewhere,
            long transactions,
            long failures,
            long medianMicros,
            long slowMicros) {}

    /**
     * Who may make a server take writes, which et's own user may not.
     *
     * @param user of the database; empty: nobody, the server takes writes already
     */
    record Admin(String user, String password) {

        /** Nobody. */
        public static final Admin NOBODY = new Admin("", "");

        @Override
        public String toString() {
            return "Admin[" + user + "]";
        }
    }

    /** How things are. It asks no server. */
    Picture picture();

    /**
     * Tells whether a replica could take the primary's place, and changes nothing. It blocks for seconds.
     *
     * @param replica its address, or host and port
     * @return what has been compared
     * @throws PromotionException it could not; the message says why
     */
    String check(String replica);

    /**
     * Writes to a replica from now on, in this container: the primary is lost. The replica is made to take writes, if it does not yet. It blocks for seconds, and
     * who commits meanwhile waits.
     *
     * @param replica its address, or host and port
     * @param lossy whether it may lack what was acknowledged
     * @return what was done, and what is left to do
     * @throws PromotionException nothing was changed; the message says why
     */
    String promote(String replica, Admin admin, boolean lossy);
}
