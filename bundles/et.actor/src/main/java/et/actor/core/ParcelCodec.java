package et.actor.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import et.api.ActorRef;
import et.api.Failure;
import et.api.Failure.Reason;
import et.cluster.Shards;
import et.proto.parcel.Actor;
import et.proto.parcel.Answer;
import et.proto.parcel.Ask;
import et.proto.parcel.Carried;
import et.proto.parcel.NoAnswer;
import et.proto.parcel.Return;
import et.proto.parcel.Send;
import et.proto.parcel.Taken;
import et.proto.parcel.Tell;

/** {@link Parcel}s as bytes, for other containers. */
final class ParcelCodec {

    private ParcelCodec() {}

    static byte[] encode(Parcel parcel) {
        Carried.Builder carried = Carried.newBuilder();
        if (parcel instanceof Parcel.Tell tell) {
            carried.setTell(Tell.newBuilder()
                    .setFrom(actor(tell.from()))
                    .setTo(actor(tell.to()))
                    .setMessage(tell.payload().message())
                    .setPayload(bytes(tell.payload())));
        } else if (parcel instanceof Parcel.Ask ask) {
            carried.setAsk(Ask.newBuilder()
                    .setFrom(actor(ask.from()))
                    .setTo(actor(ask.to()))
                    .setMessage(ask.payload().message())
                    .setPayload(bytes(ask.payload()))
                    .setBack(back(ask.back())));
        } else if (parcel instanceof Parcel.Send send) {
            carried.setSend(Send.newBuilder()
                    .setFrom(actor(send.from()))
                    .setTo(actor(send.to()))
                    .setNumber(send.number())
                    .setAfter(send.after())
                    .setMessage(send.payload().message())
                    .setPayload(bytes(send.payload())));
        } else if (parcel instanceof Parcel.Taken taken) {
            carried.setTaken(Taken.newBuilder()
                    .setFrom(actor(taken.from()))
                    .setTo(actor(taken.to()))
                    .setNumber(taken.number()));
        } else if (parcel instanceof Parcel.Answer answer) {
            carried.setAnswer(Answer.newBuilder()
                    .setTo(back(answer.to()))
                    .setFrom(actor(answer.from()))
                    .setMessage(answer.payload().message())
                    .setPayload(bytes(answer.payload())));
        } else if (parcel instanceof Parcel.NoAnswer none) {
            carried.setNoAnswer(NoAnswer.newBuilder()
                    .setTo(back(none.to()))
                    .setReason(reason(none.failure().reason()))
                    .setCode(none.failure().code())
                    .setText(none.failure().text()));
        }
        return carried.build().toByteArray();
    }

    /** @throws InvalidProtocolBufferException when the bytes are no parcel that is known here */
    static Parcel decode(byte[] bytes) throws InvalidProtocolBufferException {
        Carried carried = Carried.parseFrom(bytes);
        return switch (carried.getParcelCase()) {
            case TELL -> {
                Tell tell = carried.getTell();
                yield new Parcel.Tell(
                        ref(tell.getFrom()),
                        ref(tell.getTo()),
                        shard(tell.getTo()),
                        Payload.of(tell.getMessage(), tell.getPayload().toByteArray()));
            }
            case ASK -> {
                Ask ask = carried.getAsk();
                yield new Parcel.Ask(
                        ref(ask.getFrom()),
                        ref(ask.getTo()),
                        shard(ask.getTo()),
                        Payload.of(ask.getMessage(), ask.getPayload().toByteArray()),
                        back(ask.getBack()));
            }
            case SEND -> {
                Send send = carried.getSend();
                yield new Parcel.Send(
                        ref(send.getFrom()),
                        ref(send.getTo()),
                        shard(send.getTo()),
                        send.getNumber(),
                        send.getAfter(),
                        Payload.of(send.getMessage(), send.getPayload().toByteArray()));
            }
            case TAKEN -> {
                Taken taken = carried.getTaken();
                yield new Parcel.Taken(
                        ref(taken.getFrom()), ref(taken.getTo()), shard(taken.getTo()), taken.getNumber());
            }
            case ANSWER -> {
                Answer answer = carried.getAnswer();
                yield new Parcel.Answer(
                        back(answer.getTo()),
                        ref(answer.getFrom()),
                        Payload.of(answer.getMessage(), answer.getPayload().toByteArray()));
            }
            case NO_ANSWER -> {
                NoAnswer none = carried.getNoAnswer();
                yield new Parcel.NoAnswer(
                        back(none.getTo()), new Failure(reason(none.getReason()), none.getCode(), none.getText()));
            }
            case PARCEL_NOT_SET ->
                throw new InvalidProtocolBufferException("a parcel of a kind that is not known here");
        };
    }

    private static ByteString bytes(Payload payload) {
        // Not changed by anybody: no need to copy it once more.
        return UnsafeByteOperations.unsafeWrap(payload.bytes());
    }

    private static Actor actor(ActorRef ref) {
        return Actor.newBuilder().setType(ref.type()).setId(ref.id()).build();
    }

    private static ActorRef ref(Actor actor) throws InvalidProtocolBufferException {
        try {
            return new ActorRef(actor.getType(), actor.getId());
        } catch (IllegalArgumentException bad) {
            throw new InvalidProtocolBufferException("a parcel names no actor: " + bad.getMessage());
        }
    }

    private static int shard(Actor actor) {
        return Shards.of(actor.getType(), actor.getId());
    }

    private static Return back(Parcel.Return back) {
        return Return.newBuilder()
                .setContainer(back.container())
                .setLane(back.lane())
                .setAsk(back.ask())
                .build();
    }

    private static Parcel.Return back(Return back) {
        return new Parcel.Return(back.getContainer(), back.getLane(), back.getAsk());
    }

    private static NoAnswer.Reason reason(Reason reason) {
        return switch (reason) {
            case DEADLINE -> NoAnswer.Reason.DEADLINE;
            case REFUSED -> NoAnswer.Reason.REFUSED;
            case FAILED -> NoAnswer.Reason.FAILED;
        };
    }

    private static Reason reason(NoAnswer.Reason reason) {
        return switch (reason) {
            case DEADLINE -> Reason.DEADLINE;
            case REFUSED -> Reason.REFUSED;
            case FAILED, UNRECOGNIZED -> Reason.FAILED;
        };
    }
}
