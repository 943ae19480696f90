package et.actor.core;

import et.actor.core.Cell.Phase;
import et.actor.core.Context.TimerChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Fires the timers of a lane's actors. They are names with a time; what they call is looked up when they fire. */
final class Timers {

    private static final long FIRST_RETRY_MS = 1000;
    private static final long LAST_RETRY_MS = 60_000;
    private static final int MOST_DOUBLINGS = 6;
    private static final Comparator<TimerEntry> BY_TIME = Comparator.comparingLong(timer -> timer.dueMs);

    private final Lane lane;

    Timers(Lane lane) {
        this.lane = lane;
    }

    /** Makes a handler's change so; whether the row must be written for it. */
    boolean change(Cell cell, TimerChange change, long nowMs) {
        if (change.periodMs() == TimerChange.STOP) {
            return cell.timers.remove(change.name()) != null;
        }
        cell.timers.put(change.name(), new TimerEntry(change.name(), nowMs + change.delayMs(), change.periodMs()));
        schedule(cell);
        return true;
    }

    /** Sees to it that the lane looks at the cell when its next timer is due. */
    void schedule(Cell cell) {
        if (cell.timerTask != null) {
            cell.timerTask.cancel();
            cell.timerTask = null;
        }
        if (cell.timers.isEmpty() || cell.phase != Phase.LIVE) {
            return;
        }
        long earliest = Long.MAX_VALUE;
        for (TimerEntry timer : cell.timers.values()) {
            earliest = Math.min(earliest, timer.firesMs());
        }
        long delay = Math.max(0, earliest - lane.scheduler().currentTimeMillis());
        cell.timerTask = lane.after(delay, () -> {
            cell.timerTask = null;
            fire(cell);
        });
    }

    private void fire(Cell cell) {
        if (!lane.ready(cell)) {
            // Whatever it waits for ends with Lane.resume, which comes back here.
            return;
        }
        lane.touch(cell);
        long now = lane.scheduler().currentTimeMillis();
        List<TimerEntry> due = new ArrayList<>(2);
        for (TimerEntry timer : cell.timers.values()) {
            if (timer.firesMs() <= now) {
                due.add(timer);
            }
        }
        due.sort(BY_TIME);
        for (TimerEntry timer : due) {
            TypeEntry entry = cell.entry;
            if (cell.phase != Phase.LIVE || cell.blocked || entry == null) {
                break;
            }
            if (cell.timers.get(timer.name) == timer) {
                fire(cell, entry, timer, now);
            }
        }
        schedule(cell);
    }

    private void fire(Cell cell, TypeEntry entry, TimerEntry timer, long now) {
        HandlerEntry handler = entry.timers.get(timer.name);
        if (handler == null) {
            cell.timers.remove(timer.name);
            lane.writer().soon(cell);
            lane.faults().timerWithoutHandler(entry, cell.ref, timer.name);
            return;
        }
        if (handler.conduct.cutOff()) {
            timer.notBeforeMs = now + LAST_RETRY_MS;
            return;
        }
        switch (lane.delivery().timer(cell, entry, handler, timer)) {
            case DONE -> {}
            case REFUSED -> {
                if (timer.periodMs > 0) {
                    timer.advance(now);
                } else {
                    cell.timers.remove(timer.name);
                    lane.writer().soon(cell);
                }
            }
            case FAILED -> {
                if (timer.periodMs > 0) {
                    timer.advance(now);
                } else {
                    timer.failures = Math.min(timer.failures + 1, MOST_DOUBLINGS);
                    timer.notBeforeMs = now + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS << (timer.failures - 1));
                }
            }
        }
    }
}
