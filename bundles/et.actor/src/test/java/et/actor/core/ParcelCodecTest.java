package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import et.api.ActorRef;
import et.api.Failure;
import et.cluster.Shards;
import et.proto.parcel.Actor;
import et.proto.parcel.Carried;
import et.proto.parcel.Tell;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ParcelCodecTest {

    private static final ActorRef FROM = new ActorRef("zone", "meadow");
    private static final ActorRef TO = new ActorRef("player", "42");
    private static final int SHARD = Shards.of("player", "42");
    private static final Parcel.Return BACK = new Parcel.Return("logic-2", 3, 1L << 40);
    private static final byte[] BYTES = {1, 2, 3};

    private static Payload payload() {
        return Payload.of(0xcafebabe, BYTES);
    }

    static Stream<Parcel> parcels() {
        return Stream.of(
                new Parcel.Tell(FROM, TO, SHARD, payload()),
                new Parcel.Ask(FROM, TO, SHARD, payload(), BACK),
                new Parcel.Send(FROM, TO, SHARD, 1L << 50, 7, payload()),
                new Parcel.Taken(FROM, TO, SHARD, 9),
                new Parcel.Answer(BACK, FROM, payload()),
                new Parcel.NoAnswer(BACK, new Failure(Failure.Reason.REFUSED, 1002, "not here")));
    }

    @ParameterizedTest
    @MethodSource("parcels")
    void whatGoesOverALinkIsWhatCameIn(Parcel parcel) throws Exception {
        Parcel read = ParcelCodec.decode(ParcelCodec.encode(parcel));
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("payload")
                .isEqualTo(parcel)
                .hasSameClassAs(parcel);
        assertThat(payload(read)).usingRecursiveComparison().isEqualTo(payload(parcel));
    }

    private static Object payload(Parcel parcel) {
        if (parcel instanceof Parcel.Tell tell) {
            return tell.payload();
        } else if (parcel instanceof Parcel.Ask ask) {
            return ask.payload();
        } else if (parcel instanceof Parcel.Send send) {
            return send.payload();
        } else if (parcel instanceof Parcel.Answer answer) {
            return answer.payload();
        }
        return "none";
    }

    @ParameterizedTest
    @EnumSource(Failure.Reason.class)
    void everyReasonOfAFailureArrives(Failure.Reason reason) throws Exception {
        Parcel parcel = new Parcel.NoAnswer(BACK, new Failure(reason, 0, ""));
        assertThat(ParcelCodec.decode(ParcelCodec.encode(parcel))).isEqualTo(parcel);
    }

    @Test
    void whatIsNoParcelIsRefusedAndNothingElse() {
        assertThatThrownBy(() -> ParcelCodec.decode(new byte[0])).isInstanceOf(InvalidProtocolBufferException.class);
        byte[] nameless = Carried.newBuilder()
                .setTell(Tell.newBuilder()
                        .setTo(Actor.newBuilder().setType("x".repeat(65)).setId("1")))
                .build()
                .toByteArray();
        assertThatThrownBy(() -> ParcelCodec.decode(nameless)).isInstanceOf(InvalidProtocolBufferException.class);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            try {
                assertThat(ParcelCodec.decode(noise)).isNotNull();
            } catch (InvalidProtocolBufferException malformed) {
                // As it should be.
            } catch (RuntimeException bug) {
                throw new AssertionError("seed " + seed, bug);
            }
        }
    }
}
