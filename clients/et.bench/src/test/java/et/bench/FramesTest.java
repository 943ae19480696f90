package et.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import et.client.MessageId;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static Envelope written(int payload, long number, long ack) throws Exception {
        ByteBuf out = Unpooled.buffer();
        Frames.request(out, number, Frames.request(payload), ack);
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
    void aCommandLineThatCannotBeReadSaysWhatWasExpected() {
        assertThat(Options.parse(List.of("w1r", "--rate", "100")).rate()).isEqualTo(100);
        assertThatThrownBy(() -> Options.parse(List.of())).hasMessageContaining("expected: w1 or w1r");
        assertThatThrownBy(() -> Options.parse(List.of("w1", "--inflight", "65")))
                .hasMessage("--inflight: 65 (expected: a number from 1 to 64)");
        assertThatThrownBy(() -> Options.parse(List.of("w1", "--rate"))).hasMessageContaining("expected: a value");
    }
}
