package et.actor.core;

import et.persistence.ActorRow;
import et.persistence.Committer;
import et.persistence.FencedException;
import et.persistence.TableWrite;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands the rows of changed actors to the committer. At most one write of an actor is under way; what changes meanwhile goes together with the
 * next one, so a busy actor is encoded once per write and not once per message.
 */
final class Writer {

    /** For changes of the core's own that can wait: acknowledged answers, taken messages. */
    private static final long SOON_MS = 1000;

    private final Lane lane;
    private final Committer committer;
    private final Stints stints;
    private final ArrayDeque<Cell> refused = new ArrayDeque<>();
    private boolean waitsForRoom;
    private int underWay;

    Writer(Lane lane, Committer committer) {
        this.lane = lane;
        this.committer = committer;
        this.stints = new Stints(lane);
    }

    /** Which version changes which actor. */
    Stints stints() {
        return stints;
    }

    int underWay() {
        return underWay;
    }

    /** An actor changed. */
    void changed(Cell cell, boolean durable, long relaxedMillis) {
        cell.dirty = true;
        if (!durable) {
            cell.relaxedMs = relaxedMillis;
            within(cell, relaxedMillis);
        } else if (cell.writing()) {
            cell.again = true;
        } else if (!cell.blocked) {
            write(cell);
        }
    }

    /** The core changed something that need not be written at once. */
    void soon(Cell cell) {
        cell.dirty = true;
        within(cell, SOON_MS);
    }

    private void within(Cell cell, long millis) {
        if (cell.writeTask == null && !cell.writing()) {
            cell.writeTask = lane.after(millis, () -> {
                cell.writeTask = null;
                flush(cell);
            });
        }
    }

    /** Writes a changed actor now, unless a write is under way: then after that. */
    void flush(Cell cell) {
        if (!cell.dirty || cell.phase == Cell.Phase.GONE) {
            return;
        }
        if (cell.writing()) {
            cell.again = true;
        } else if (!cell.blocked) {
            write(cell);
        }
    }

    /** A write failed, but what is in memory stays right: it is written later. */
    void again(Cell cell) {
        cell.written = cell.handed;
        cell.writes = TableWrite.joined(cell.writing, cell.writes);
        cell.writing = List.of();
        cell.dirty = true;
        within(cell, Math.max(SOON_MS, cell.relaxedMs));
        lane.resume(cell);
    }

    private void write(Cell cell) {
        ActorRow row = lane.books().row(cell, cell.nextWrite());
        if (row == null) {
            return;
        }
        if (!committer.commit(row, failure -> lane.post(() -> done(cell, row, failure)))) {
            cell.blocked = true;
            refused.add(cell);
            awaitRoom();
            return;
        }
        underWay++;
        cell.handed = row.revision();
        cell.writing = cell.writes;
        cell.writes = List.of();
        cell.dirty = false;
        cell.again = false;
        cell.timersMoved = false;
        if (cell.writeTask != null) {
            cell.writeTask.cancel();
            cell.writeTask = null;
        }
    }

    private void awaitRoom() {
        if (!waitsForRoom) {
            waitsForRoom = true;
            committer.whenRoom(() -> lane.post(this::room));
        }
    }

    private void room() {
        waitsForRoom = false;
        for (int left = refused.size(); left > 0 && !waitsForRoom; left--) {
            Cell cell = refused.poll();
            if (cell == null) {
                return;
            }
            cell.blocked = false;
            if (cell.phase != Cell.Phase.GONE) {
                if (cell.dirty) {
                    write(cell);
                }
                lane.resume(cell);
            }
        }
        if (!refused.isEmpty()) {
            awaitRoom();
        }
    }

    private void done(Cell cell, ActorRow row, @Nullable RuntimeException failure) {
        underWay--;
        if (cell.phase == Cell.Phase.GONE) {
            Cell heir = cell.heir;
            if (heir != null && heir.phase != Cell.Phase.GONE) {
                lane.loading().load(heir);
            }
            return;
        }
        if (failure instanceof FencedException fenced) {
            lane.shards().lost(fenced.shard(), fenced);
            return;
        }
        if (failure != null) {
            lane.recovery().unwritten(cell, failure);
            return;
        }
        cell.written = row.revision();
        cell.writing = List.of();
        stints.written(cell, row);
        lane.departures().written(cell, row.revision());
        if (cell.dirty) {
            if (cell.again) {
                write(cell);
            } else {
                within(cell, Math.max(SOON_MS, cell.relaxedMs));
            }
        }
        lane.resume(cell);
    }
}
