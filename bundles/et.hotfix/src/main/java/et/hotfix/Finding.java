package et.hotfix;

/**
 * A place in the code of a bundle that does not leave with it, or that would hold up others. It was found by reading, not by running: the code may never get there,
 * or may clean up after itself elsewhere.
 *
 * @param grade how bad it is
 * @param kind what it is, in a word or two, such as {@code thread}; places of a kind have the same {@code why} and {@code instead}
 * @param type the class, as in a stack trace
 * @param member the method or field, {@code constructor} or {@code static initializer}
 * @param file the source file, empty when the class does not tell
 * @param line the line in it, 0 when the class does not tell
 * @param jar the embedded jar that the class is in, empty when it is in none
 * @param why what it would do, one sentence
 * @param instead what to do instead, one sentence
 */
public record Finding(
        Grade grade,
        String kind,
        String type,
        String member,
        String file,
        int line,
        String jar,
        String why,
        String instead) {

    /** How bad it is, the worst first. */
    public enum Grade {
        /** Holds the old code in memory, or goes on running it, until the container stops. */
        HOLDS,
        /** State outside of actors: the new version begins without it. */
        LOSES,
        /** Holds the old code for a while, and lets go by itself. */
        LINGERS,
        /** Blocks a lane, and all actors on it. */
        STALLS
    }
}
