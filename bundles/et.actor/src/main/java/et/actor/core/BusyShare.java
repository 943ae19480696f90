package et.actor.core;

/** The share of the time that lanes were busy between two readings. Each reader has its own. Any thread. */
public final class BusyShare {

    private final Watchdog watchdog;
    private final Watchdog.Busy[] before;

    public BusyShare(Watchdog watchdog, int lanes) {
        this.watchdog = watchdog;
        before = new Watchdog.Busy[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            before[lane] = watchdog.busy(lane);
        }
    }

    /** The share since this was asked last, 0 to 1. */
    public synchronized double of(int lane) {
        Watchdog.Busy now = watchdog.busy(lane);
        Watchdog.Busy last = before[lane];
        before[lane] = now;
        long looks = now.looks() - last.looks();
        return looks == 0 ? 0 : (double) (now.found() - last.found()) / looks;
    }
}
