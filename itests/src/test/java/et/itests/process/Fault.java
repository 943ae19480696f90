package et.itests.process;

import java.util.Locale;

/**
 * Something that goes wrong in a container, or on the way to it.
 *
 * @param at milliseconds after the schedule begins
 * @param length milliseconds until it is taken back; of {@link Kind#KILL} until the container is started again
 * @param delay milliseconds, of {@link Kind#DELAY}
 */
record Fault(Kind kind, String container, long at, long length, int delay) {

    enum Kind {
        /** {@code kill -9}, and a start later. */
        KILL(true),
        /** Stands still, and wakes up as if nothing had been. */
        STOP(true),
        /** Hears nothing of what others say at its ports. */
        DEAF(true),
        /** Hears, and what it answers does not arrive. */
        MUTE(true),
        /** All connections to it are reset. */
        CUT(false),
        /** All that goes over connections to it is late. */
        DELAY(false),
        /** Its shards go to others: what an operator does. */
        DRAIN(false),
        /** A further logic container comes, takes its share, and leaves in order at the end. */
        JOIN(false);

        /** Whether a container that this happens to may be taken out of the cluster. */
        final boolean harsh;

        Kind(boolean harsh) {
            this.harsh = harsh;
        }
    }

    long end() {
        return at + length;
    }

    @Override
    public String toString() {
        String how = delay == 0 ? "" : " by " + delay + " ms";
        String until = length == 0 ? "" : "-%.1f".formatted(end() / 1000.0);
        return "%.1f%s s %s %s%s".formatted(at / 1000.0, until, kind.name().toLowerCase(Locale.ROOT), container, how);
    }
}
