package et.actor.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import et.api.ActorRef;
import et.cluster.Shards;
import et.persistence.ActorRow;
import et.proto.store.Address;
import et.proto.store.Answer;
import et.proto.store.Book;
import et.proto.store.Delivery;
import et.proto.store.Joined;
import et.proto.store.Outgoing;
import et.proto.store.Timer;
import org.jspecify.annotations.Nullable;

/** Turns cells into rows and rows into cells. */
final class Books {

    private final Lane lane;

    Books(Lane lane) {
        this.lane = lane;
    }

    /** The row to write; null when the state cannot be encoded, which is the logic's fault and is told. */
    @Nullable ActorRow row(Cell cell, long revision) {
        Cell.Bytes state = lane.states().encode(cell);
        if (state == null) {
            return null;
        }
        return new ActorRow(
                cell.ref.type(),
                cell.ref.id(),
                cell.shard,
                state.schema(),
                revision,
                lane.shards().epoch(cell.shard),
                state.state(),
                book(cell),
                wakeAt(cell),
                state.code(),
                cell.touches,
                cell.writes);
    }

    private long wakeAt(Cell cell) {
        if (!cell.outbox.isEmpty()) {
            return lane.scheduler().currentTimeMillis();
        }
        long earliest = ActorRow.NEVER;
        for (TimerEntry timer : cell.timers.values()) {
            earliest = Math.min(earliest, timer.dueMs);
        }
        return earliest;
    }

    private byte[] book(Cell cell) {
        long forget = lane.coarseMs() - lane.settings().times().forget();
        cell.sessions.forgetBefore(forget);
        cell.senders.values().removeIf(sender -> sender.touchedMs < forget);
        Book.Builder book = Book.newBuilder().setLastOutgoing(cell.lastOutgoing);
        for (SessionEntry session : cell.sessions.all()) {
            if (session.last > 0) {
                book.addDeliveries(delivery(session));
            }
            if (session.joined()) {
                book.addJoined(Joined.newBuilder().setSession(session.id).setPlayer(session.player));
            }
        }
        cell.senders.forEach((from, sender) -> book.addDeliveries(Delivery.newBuilder()
                .setActor(address(from))
                .setLast(sender.last)
                .setTouchedMs(sender.touchedMs)));
        for (OutgoingEntry outgoing : cell.outbox) {
            book.addOutbox(Outgoing.newBuilder()
                    .setNumber(outgoing.number)
                    .setTo(address(outgoing.to))
                    .setMessage(outgoing.payload.message())
                    .setPayload(wrap(outgoing.payload.bytes())));
        }
        for (TimerEntry timer : cell.timers.values()) {
            book.addTimers(
                    Timer.newBuilder().setName(timer.name).setDueMs(timer.dueMs).setPeriodMs(timer.periodMs));
        }
        Stint stint = cell.stint;
        if (stint != null) {
            book.setStint(et.proto.store.Stint.newBuilder()
                    .setCode(stint.code)
                    .setRevision(stint.revision)
                    .setFirstMs(stint.firstMs)
                    .setLastMs(stint.lastMs)
                    .setPlayer(stint.player)
                    .setOutgoing(stint.outgoing)
                    .setRecorded(stint.recorded)
                    .setChangedState(stint.changedState));
        }
        return book.build().toByteArray();
    }

    private static Delivery delivery(SessionEntry session) {
        Delivery.Builder delivery = Delivery.newBuilder()
                .setSession(session.id)
                .setLast(session.last)
                .setTouchedMs(session.touchedMs);
        for (Answered answered : session.answers()) {
            delivery.addAnswers(Answer.newBuilder()
                    .setNumber(answered.number)
                    .setMessage(answered.message)
                    .setPayload(wrap(answered.payload))
                    .setCode(answered.code)
                    .setText(answered.text)
                    .setOpen(answered.open));
        }
        return delivery.build();
    }

    private static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static Address address(ActorRef ref) {
        return Address.newBuilder().setType(ref.type()).setId(ref.id()).build();
    }

    /** Puts a loaded row's book into a new cell. */
    void restore(Cell cell, ActorRow row) throws InvalidProtocolBufferException {
        Book book = Book.parseFrom(row.book());
        cell.written = row.revision();
        cell.handed = row.revision();
        cell.lastOutgoing = book.getLastOutgoing();
        if (book.hasStint()) {
            cell.stint = stint(cell, book.getStint());
        }
        for (Joined joined : book.getJoinedList()) {
            SessionEntry session = cell.sessions.of(joined.getSession(), joined.getPlayer());
            session.touchedMs = lane.coarseMs();
            cell.sessions.join(session, 0);
        }
        for (Delivery delivery : book.getDeliveriesList()) {
            if (delivery.hasActor()) {
                SenderEntry sender = new SenderEntry();
                sender.last = delivery.getLast();
                sender.touchedMs = delivery.getTouchedMs();
                cell.senders.put(ref(delivery.getActor()), sender);
            } else {
                restore(cell, delivery);
            }
        }
        for (Outgoing outgoing : book.getOutboxList()) {
            ActorRef to = ref(outgoing.getTo());
            cell.outbox.add(new OutgoingEntry(
                    outgoing.getNumber(),
                    to,
                    Shards.of(to.type(), to.id()),
                    Payload.of(outgoing.getMessage(), outgoing.getPayload().toByteArray()),
                    0));
        }
        for (Timer timer : book.getTimersList()) {
            cell.timers.put(timer.getName(), new TimerEntry(timer.getName(), timer.getDueMs(), timer.getPeriodMs()));
        }
    }

    /** With names that are there already, if it has the same: there are very many actors. */
    private Stint stint(Cell cell, et.proto.store.Stint stored) {
        TypeEntry active = lane.revision().active().get(cell.ref.type());
        Stint stint = new Stint(
                active != null && active.code.equals(stored.getCode()) ? active.code : stored.getCode(),
                stored.getRevision(),
                stored.getFirstMs(),
                stored.getPlayer().equals(cell.ref.id()) ? cell.ref.id() : stored.getPlayer(),
                stored.getOutgoing(),
                stored.getRecorded());
        stint.lastMs = stored.getLastMs();
        stint.changedState = stored.getChangedState();
        return stint;
    }

    private static void restore(Cell cell, Delivery delivery) {
        SessionEntry session = cell.sessions.of(delivery.getSession(), "");
        session.last = delivery.getLast();
        session.touchedMs = delivery.getTouchedMs();
        for (Answer answer : delivery.getAnswersList()) {
            Answered answered = new Answered(answer.getNumber());
            answered.message = answer.getMessage();
            answered.payload = answer.getPayload().toByteArray();
            answered.code = answer.getCode();
            answered.text = answer.getText();
            answered.open = answer.getOpen();
            answered.lost = answer.getOpen();
            session.restore(answered);
        }
    }

    private static ActorRef ref(Address address) {
        return new ActorRef(address.getType(), address.getId());
    }
}
