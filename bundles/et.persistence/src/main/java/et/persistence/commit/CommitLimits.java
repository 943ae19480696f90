package et.persistence.commit;

import java.time.Duration;

/**
 * The bounds of a {@link CommitQueue}.
 *
 * @param capacity how many actors may have a row waiting; from 1. Of rows that were replaced by newer ones, 16 times as
 *     many may still wait for their report
 * @param batch rows in one transaction at most; from 1
 * @param gather how long the first row of a transaction waits for company; zero writes at once, and the rows that come
 *     in meanwhile are the next transaction
 * @param giveUp how long a row is tried while the database fails; then it is reported as not written
 */
public record CommitLimits(int capacity, int batch, Duration gather, Duration giveUp) {

    /** 8192 actors, 256 rows at once, no gathering, 30 seconds. */
    public static final CommitLimits DEFAULT = new CommitLimits(8192, 256, Duration.ZERO, Duration.ofSeconds(30));

    public CommitLimits {
        atLeastOne("capacity", capacity);
        atLeastOne("batch", batch);
        if (gather.isNegative()) {
            throw new IllegalArgumentException("gather: " + gather + " (expected: >= 0)");
        }
        if (giveUp.isNegative() || giveUp.isZero()) {
            throw new IllegalArgumentException("giveUp: " + giveUp + " (expected: > 0)");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
