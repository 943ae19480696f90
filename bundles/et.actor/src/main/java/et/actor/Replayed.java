package et.actor;

import java.util.List;

/**
 * What came of letting another version handle messages that were recorded while the active one handled them.
 *
 * @param messages recorded messages of the bundle's types
 * @param actors whose messages they are
 * @param same those that ended as recorded: the same reply, pushes and messages to others, the same state
 * @param failing those that went well, and that the other version fails for
 * @param differing those that ended differently, without the failing ones
 * @param unsteady those that ended in two ways when the other version was asked twice: it reads a clock, or draws numbers, of its own. They are not compared
 * @param left messages for which there was no time
 * @param differences the first of them, at most {@link #SHOWN}, and a few of each handler; failures come first
 */
public record Replayed(
        int messages,
        int actors,
        int same,
        int failing,
        int differing,
        int unsteady,
        int left,
        List<Difference> differences) {

    /** At most so many are shown. */
    public static final int SHOWN = 20;

    /** Nothing was recorded. */
    public static final Replayed NOTHING = new Replayed(0, 0, 0, 0, 0, 0, 0, List.of());

    /**
     * A message that ended differently.
     *
     * @param actor whose it was
     * @param handler as {@code request et.sample.Add}
     * @param failing whether the other version fails
     * @param what the difference, in a sentence or several
     */
    public record Difference(String actor, String handler, boolean failing, String what) {}
}
