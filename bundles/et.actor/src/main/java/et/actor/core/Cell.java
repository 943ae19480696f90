package et.actor.core;

import et.actor.core.LaneScheduler.Scheduled;
import et.api.ActorRef;
import et.persistence.TableWrite;
import et.persistence.Touch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A live actor. Touched on its lane only. What the classes around it do with it: {@link States} its state and code, {@link Books} and {@link Delivery}
 * what was received, {@link Writer} its row, {@link Timers}, {@link Outbox} and {@link Asks} the rest.
 */
final class Cell {

    /** Where a cell stands. */
    enum Phase {
        /** Known by name only: its type has no logic, or nobody has asked for it yet. */
        COLD,
        /** Its row is being loaded. */
        LOADING,
        /** It has its state as an object of its logic. */
        LIVE,
        /** It has its state as bytes: its type has no logic at the moment. */
        PARKED,
        /** It has its state as bytes, and the active logic cannot read them. */
        UNREADABLE,
        /** It is not among the lane's cells any more. */
        GONE
    }

    /** The state as bytes, and which code and schema they are of. */
    record Bytes(byte[] state, int schema, String code) {}

    final ActorRef ref;
    final int shard;
    Phase phase = Phase.COLD;

    /** What {@link #seen} is when {@link #entry} has to be looked up before each message. */
    static final long AGAIN = -1;

    /** The revision in which {@link #entry} was looked up. */
    long seen = AGAIN;

    /** The code that {@link #state} belongs to; both are there in phase LIVE only. */
    @Nullable TypeEntry entry;

    @Nullable Object state;

    /** The state in phases PARKED and UNREADABLE; and of a live actor whose state changes in place, the last good one. */
    @Nullable Bytes bytes;

    /** The state from before the last switch, until that is settled. */
    @Nullable Bytes before;

    /** Whether a message changed the actor since {@link #before} was kept. */
    boolean applied;

    /** Why the state cannot be read, in phase UNREADABLE. */
    String trouble = "";

    /** Its row itself is damaged, so that no code can read it. */
    boolean damaged;

    /** It was never stored, and its handler for that has not run yet. */
    boolean fresh;

    /** Counts what was handled since the actor was loaded. */
    long step;

    // What is kept with the state.
    Sessions sessions = new Sessions();
    Map<ActorRef, SenderEntry> senders = new HashMap<>(0);
    Map<String, TimerEntry> timers = new HashMap<>(0);
    List<OutgoingEntry> outbox = new ArrayList<>(0);
    long lastOutgoing;

    /** The version that made the last change; null when none did that is known. */
    @Nullable Stint stint;

    /** What is to be recorded of versions with the next write, and is not written yet. */
    List<Touch> touches = List.of();

    /** Rows of the game's tables that go with the next write. */
    List<TableWrite> writes = List.of();

    /** Those that went with the write that is under way. */
    List<TableWrite> writing = List.of();

    // The row.
    long written;
    long handed;
    boolean dirty;

    /** Periodic timers have moved on; not worth a write before the actor leaves memory. */
    boolean timersMoved;

    /** The cell that takes the place of this one, and may be loaded when the write that is under way has ended. */
    @Nullable Cell heir;

    /** A durable change waits for the write that is under way to end. */
    boolean again;

    /** The committer had no room: no message is taken until it has. */
    boolean blocked;

    /** Within which time its last relaxed change wants to be written, in milliseconds. */
    long relaxedMs;

    @Nullable Scheduled writeTask;

    final ArrayDeque<Staged> staged = new ArrayDeque<>(0);

    // What waits.
    final ArrayDeque<Object> stash = new ArrayDeque<>(0);
    int stashBytes;
    long waitingSinceMs;

    /** Requests that were under way when a write failed; told when the actor has been loaded again. */
    List<Recovery.Casualty> casualties = List.of();

    int asks;

    /** Answers and results that are still to come to a handler, also those that wait for their turn. */
    int owed;

    @Nullable Scheduled timerTask;

    @Nullable Scheduled resendTask;

    long resendMs;

    /** When sessions that had joined before the load and did not show themselves are taken as ended; 0 when there are none. */
    long orphansDueMs;

    // The lane's list of cells by their last message.
    long touchedMs;

    @Nullable Cell older;

    @Nullable Cell newer;

    Cell(ActorRef ref, int shard) {
        this.ref = ref;
        this.shard = shard;
    }

    boolean writing() {
        return handed != written;
    }

    /** The write that takes along a change made now. */
    long nextWrite() {
        return handed + 1;
    }

    /** Whether everything that it did has been written, and has left. */
    boolean settled() {
        return !dirty && !writing() && staged.isEmpty();
    }

    /** Whether nothing keeps it in memory, apart from a change that is not written. */
    boolean idle() {
        return staged.isEmpty()
                && stash.isEmpty()
                && asks == 0
                && !writing()
                && !blocked
                && sessions.joined().isEmpty()
                && (phase == Phase.LIVE || phase == Phase.PARKED || phase == Phase.UNREADABLE || phase == Phase.COLD);
    }
}
