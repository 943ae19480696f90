package et.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import et.bench.Requests.Acks;
import et.client.MessageId;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static Envelope written(int payload, long number, long ack) throws Exception {
        ByteBuf out = Unpooled.buffer();
        Frames.request(out, Framing.LENGTH, number, Frames.add(payload), new Acks(ack, 0));
        assertThat(out.readInt()).isEqualTo(out.readableBytes());
        return Envelope.parseFrom(ByteBufUtil.getBytes(out));
    }

    @Test
    void requestsAreWhatTheProtocolSays() throws Exception {
        for (int payload : new int[] {16, 64, 129, 130, 16_000}) {
            for (long number : new long[] {1, 127, 128, 16_384, Integer.MAX_VALUE + 1L}) {
                Envelope request = written(payload, number, number - 1);
                assertThat(request.getKind()).isEqualTo(Kind.REQUEST);
                assertThat(request.getNumber()).isEqualTo(number);
                assertThat(request.getAck()).isEqualTo(number - 1);
                assertThat(request.getMessage()).isEqualTo(MessageId.of("bench.Add"));
                assertThat(request.getPayload().size()).isEqualTo(payload);
                // One field of bytes that fills it.
                assertThat(UnknownFieldSet.parseFrom(request.getPayload())
                                .getField(1)
                                .getLengthDelimitedList())
                        .hasSize(1);
            }
        }
    }

    @Test
    void kindAndNumberAreReadWhereTheyAre() {
        ByteBuf answer = Unpooled.wrappedBuffer(Envelope.newBuilder()
                .setKind(Kind.ANSWER)
                .setNumber(300)
                .build()
                .toByteArray());
        assertThat(Frames.kind(answer)).isEqualTo(Kind.ANSWER_VALUE);
        assertThat(Frames.number(answer)).isEqualTo(300);
        ByteBuf refused = Unpooled.wrappedBuffer(
                Envelope.newBuilder().setKind(Kind.FAILURE).setCode(7).build().toByteArray());
        assertThat(Frames.number(refused)).isZero();
    }

    @Test
    void whatIsSaidToTheCrowdEndsWithWhenItWasDue() throws Exception {
        for (int payload : new int[] {16, 64, 138, 139, 16_000}) {
            ByteBuf out = Unpooled.buffer();
            Frames.say(out, Framing.LENGTH, 7, Frames.say(payload), 0x0102030405060708L, new Acks(6, 500));
            assertThat(out.readInt()).isEqualTo(out.readableBytes());
            Envelope said = Envelope.parseFrom(ByteBufUtil.getBytes(out));
            assertThat(said.getMessage()).isEqualTo(MessageId.of("bench.Say"));
            assertThat(said.getToId()).isEqualTo(Frames.CROWD);
            assertThat(said.getAck()).isEqualTo(6);
            assertThat(said.getPushAck()).isEqualTo(500);
            assertThat(said.getPayload().size()).isEqualTo(payload);
            UnknownFieldSet say = UnknownFieldSet.parseFrom(said.getPayload());
            assertThat(say.getField(1).getLengthDelimitedList()).hasSize(1);
            assertThat(say.getField(2).getFixed64List()).containsExactly(0x0102030405060708L);
        }
    }

    @Test
    void aPushTellsWhenEachOfItsMessagesWasDue() {
        ByteBuf heard = Unpooled.buffer();
        for (long due = 1; due <= 3; due++) {
            ByteBuf say = Unpooled.buffer();
            Frames.say(say, Framing.LENGTH, due, Frames.say(200), due, new Acks(0, 0));
            int length = say.readInt();
            assertThat(Frames.enters(say)).isFalse();
            Frames.gather(heard, say, length);
            assertThat(say.readableBytes()).isEqualTo(length);
        }
        ByteBuf out = Unpooled.buffer();
        Frames.heard(out, Framing.LENGTH, 300, heard);
        // As the server writes them, with more fields.
        ByteBuf full = Unpooled.wrappedBuffer(Envelope.newBuilder()
                .setKind(Kind.PUSH)
                .setNumber(300)
                .setMessage(MessageId.of("bench.Heard"))
                .setToType("crowd")
                .setToId("1")
                .setPayload(ByteString.copyFrom(ByteBufUtil.getBytes(heard)))
                .build()
                .toByteArray());
        for (ByteBuf push : List.of(out.skipBytes(Integer.BYTES), full)) {
            assertThat(Frames.kind(push)).isEqualTo(Kind.PUSH_VALUE);
            assertThat(Frames.number(push)).isEqualTo(300);
            List<Long> dues = new ArrayList<>();
            Frames.dues(push, push.readableBytes(), dues::add);
            assertThat(dues).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void aWalkGoesToEachOnce() throws Exception {
        Requests.Walk walk = new Requests.Walk(64);
        walk.over(98, 103, 2);
        List<String> ids = new ArrayList<>();
        while (walk.next()) {
            ByteBuf out = Unpooled.buffer();
            walk.write(out, Framing.LENGTH, 1, 0, new Acks(0, 0));
            assertThat(out.readInt()).isEqualTo(out.readableBytes()).isLessThan(walk.size());
            Envelope wake = Envelope.parseFrom(ByteBufUtil.getBytes(out));
            assertThat(wake.getMessage()).isEqualTo(MessageId.of("bench.Wake"));
            assertThat(wake.getPayload().size()).isEqualTo(64);
            ids.add(wake.getToId());
        }
        assertThat(ids).containsExactly("98", "100", "102");
    }

    @Test
    void whoEntersIsKnown() throws Exception {
        ByteBuf out = Unpooled.buffer();
        Frames.request(out, Framing.LENGTH, 300, Frames.enter(20), new Acks(0, 0));
        out.readInt();
        assertThat(Frames.enters(out)).isTrue();
        Envelope enter = Envelope.parseFrom(ByteBufUtil.getBytes(out));
        assertThat(UnknownFieldSet.parseFrom(enter.getPayload()).getField(1).getVarintList())
                .containsExactly(20L);
    }
}
