package et.hotfix;

import et.persistence.HotfixStore.Hotfix;
import java.util.List;

/**
 * Brings new versions of logic bundles in, and takes them back, in all logic containers of the cluster at once. An OSGi service of a logic
 * container, for operators' commands; whichever is asked leads.
 *
 * <p>The methods that take an {@link Operator} wait until the work is done, or refuse it with a {@link
 * HotfixException}; never call them on a lane. The work itself
 * runs on a control thread: a caller that is interrupted leaves it running. There is one at a time: a second caller
 * waits, is told for whom, and gives up after a minute.
 */
public interface Hotfixes {

    /**
     * Says what {@link #apply} would do. Each container installs the bundle beside the running one, tries it on copies of its live states and
     * uninstalls it; afterwards all is as it was. Before that it lets the new code handle what was recorded of the running one.
     *
     * @param source a path, a {@code file:} or a {@code mvn:} address; at most 64 MiB
     */
    Plan plan(String source, Operator operator);

    /**
     * Plans once more on the bytes fetched, and when all containers can switch to them, all do. The version before stays installed, and its
     * states are kept, until {@link #confirm} or {@link #rollback}.
     *
     * <p>By the policy {@code now}, all actors go over with their next message. By {@code idle}, {@code end} and {@code new}, both versions serve, each its own actors, until {@link
     * #confirm}, which is refused as long as there is an actor on the version before, or {@link #switchAll}.
     *
     * @param policy {@code now}, {@code idle}, {@code end} or {@code new}; empty: what the bundle declares, else {@code now}
     * @param confirm whether a clean receipt is confirmed at once, if no actor is left on the version before
     * @throws HotfixException when it is refused or fails; then the version before goes on
     */
    Outcome apply(String source, String policy, boolean confirm, Operator operator);

    /**
     * As {@link #apply}, for a part of the actors: the version before serves the others, and the two are compared. When the new one is worse, it is taken back by itself.
     *
     * @param canary a percentage such as {@code 10}, actors such as {@code player/7}, or both, with commas
     */
    Outcome canary(String source, String canary, Operator operator);

    /** Lets more actors into the bundle's canary; who is in stays in. */
    Outcome widen(String bundle, String more, Operator operator);

    /** Ends the bundle's canary or policy: the new version serves all. From here on it is as after {@link #apply} by the policy {@code now}. */
    Outcome switchAll(String bundle, Operator operator);

    /** How the versions of the bundle's last canary do, or why it ended. Any thread but a lane: it reads the store. */
    Comparison comparison(String bundle);

    /** Makes the last switch of the bundle permanent: there is no way back. Uninstalls the version before. */
    Outcome confirm(String bundle, Operator operator);

    /** Goes back, with all actors, to the version before the last switch or canary of the bundle, and uninstalls the new one. */
    Outcome rollback(String bundle, Operator operator);

    /**
     * Whom a version that came by a hotfix has touched; most of all to know, after a rollback, who was hurt. Any thread but a lane: it reads the store.
     *
     * @param after the actor after which the page begins, {@code type/id}; empty for the first page
     * @param limit so many actors at most
     * @throws HotfixException when there is no record of the version
     */
    Impact impact(String bundle, String version, String after, int limit);

    /** Where each bundle that ever had a hotfix stands. Any thread but a lane: it reads the store. */
    Status status();

    /** The hotfixes, newest first, at most {@code limit}. Any thread but a lane: it reads the store. */
    List<Hotfix> history(int limit);
}
