package et.actor.core;

import java.util.HashSet;
import java.util.Set;

/**
 * How a handler behaves: its failures and slow runs within a window, and whether it is cut off. Shared by all lanes; touched only when something is
 * wrong, except for the one volatile read before each call.
 */
final class Conduct {

    private static final int OFFENCES = 32;

    private final Settings.Faults faults;
    private final Set<String> offences = new HashSet<>();
    private long failureWindow;
    private int failures;
    private long slowWindow;
    private int slows;
    private volatile boolean cutOff;
    private volatile String reason = "";

    Conduct(Settings.Faults faults) {
        this.faults = faults;
    }

    boolean cutOff() {
        return cutOff;
    }

    String reason() {
        return reason;
    }

    /** Whether this offence is seen for the first time; what is past the bound counts as seen. */
    synchronized boolean first(String offence) {
        return offences.size() < OFFENCES && offences.add(offence);
    }

    /** Counts a failure; true when it is the one that cuts the handler off. */
    synchronized boolean failed(long nowMillis) {
        if (nowMillis - failureWindow > faults.window()) {
            failureWindow = nowMillis;
            failures = 0;
        }
        failures++;
        return failures >= faults.failures() && cut(failures + " failures within " + faults.window() / 1000.0 + " s");
    }

    /** Counts a run that took very long; true when it is the one that cuts the handler off. */
    synchronized boolean slow(long nowMillis) {
        if (nowMillis - slowWindow > faults.window()) {
            slowWindow = nowMillis;
            slows = 0;
        }
        slows++;
        return slows >= faults.slows()
                && cut(slows + " runs longer than " + faults.verySlow() + " ms within " + faults.window() / 1000.0
                        + " s");
    }

    /** Cuts the handler off at once; true when it was not yet. */
    synchronized boolean cut(String why) {
        if (cutOff) {
            return false;
        }
        reason = why;
        cutOff = true;
        return true;
    }

    /** Lets it serve again; true when it was cut off. */
    synchronized boolean lift() {
        boolean was = cutOff;
        failures = 0;
        slows = 0;
        reason = "";
        offences.clear();
        cutOff = false;
        return was;
    }
}
