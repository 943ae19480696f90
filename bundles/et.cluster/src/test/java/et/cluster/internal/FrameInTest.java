package et.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameInTest {

    private static final String EXPECTED = "player-7";

    private static FrameIn frame(byte[] text, int claimed) {
        ByteBuf bytes = Unpooled.buffer()
                .writeByte(claimed)
                .writeBytes(text)
                .writeByte(42)
                .writeBytes(new byte[64]);
        FrameIn in = new FrameIn(Unpooled.EMPTY_BUFFER);
        in.begin(bytes, 1 + text.length + 1);
        return in;
    }

    @Test
    void aTextThatIsExpectedIsTheSameObject() {
        FrameIn in = frame(EXPECTED.getBytes(StandardCharsets.UTF_8), EXPECTED.length());
        assertThat(in.text(EXPECTED)).isSameAs(EXPECTED);
        assertThat(in.fixed1()).isEqualTo(42);
        in.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "player-8", "player-", "player-77", "qlayer-7", "pläyer7"})
    void anyOtherTextIsReadAsItIs(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FrameIn in = frame(bytes, bytes.length);
        assertThat(in.text(EXPECTED)).isEqualTo(text);
        assertThat(in.fixed1()).isEqualTo(42);
        in.end();
    }

    @Test
    void charactersOfMoreThanOneByteAreTheSameText() {
        byte[] bytes = "zoë".getBytes(StandardCharsets.UTF_8);
        assertThat(frame(bytes, bytes.length).text("zoë")).isEqualTo("zoë");
        byte[] latin = {'z', 'o', (byte) 0xeb};
        assertThat(frame(latin, latin.length).text("zoë")).isNotEqualTo("zoë");
    }

    @Test
    void nothingIsReadBeyondTheFrame() {
        // What follows the frame goes on as the text would.
        ByteBuf bytes =
                Unpooled.buffer().writeByte(EXPECTED.length()).writeBytes(EXPECTED.getBytes(StandardCharsets.UTF_8));
        FrameIn in = new FrameIn(Unpooled.EMPTY_BUFFER);
        in.begin(bytes, 1 + 4);
        assertThatThrownBy(() -> in.text(EXPECTED)).isInstanceOf(WireException.class);
    }
}
