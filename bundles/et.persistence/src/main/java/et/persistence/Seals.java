package et.persistence;

import java.util.List;

/**
 * What stored actors are encrypted with. An OSGi service of the provider, which seals rows of older keys anew in the background.
 */
public interface Seals {

    /** What a key is to this container. */
    enum Standing {
        /** New rows are sealed with it. */
        CURRENT,
        /** Rows of it are read, and sealed anew with the current one. */
        OLD,
        /** It has a greater number than the current one: rows of it are read. */
        NEXT,
        /** It is not in the key ring: rows of it are out of service. */
        MISSING,
        /** It is none, and rows that are not sealed are refused. */
        REFUSED
    }

    /**
     * Rows of one key.
     *
     * @param key the number of the key; 0 for rows that are not sealed
     * @param rows how many there are; 0 for an old key that nobody needs any more
     */
    record Sealed(int key, long rows, Standing standing) {}

    /**
     * How things are.
     *
     * @param keys none (0), all keys that rows have, and all in the ring, in order
     * @param working whether rows are sealed anew now
     * @param resealed rows that were sealed anew since the start, here
     */
    record Report(List<Sealed> keys, boolean working, long resealed) {}

    /** Counts, and blocks meanwhile: a million rows take some tenths of a second. */
    Report report();

    /** How many actors were found, since the start and by this container, whose rows are not what was written. Does not block. */
    int damaged();
}
