package et.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FramingTest {

    private static final int[] SIZES = {0, 1, 125, 126, 127, 65_535, 65_536, 70_001};

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadOnceItIsThere(Framing framing) {
        for (int size : SIZES) {
            ByteBuf out = Unpooled.buffer();
            framing.before(out, size);
            int header = out.readableBytes();
            assertThat(header).isLessThanOrEqualTo(Framing.MOST);
            for (int part = 0; part < header; part++) {
                assertThat(framing.header(out.slice(0, part)))
                        .as("%s of %s", part, header)
                        .isZero();
            }
            out.writeZero(size);
            assertThat(framing.header(out)).isEqualTo(header);
            assertThat(framing.length(out)).isEqualTo(size);
        }
    }

    @Test
    void aMaskIsTakenOff() {
        Random random = new Random(5);
        for (int size = 0; size < 20; size++) {
            byte[] plain = new byte[size];
            random.nextBytes(plain);
            byte[] mask = new byte[4];
            random.nextBytes(mask);
            ByteBuf in =
                    Unpooled.buffer().writeByte(0x82).writeByte(0x80 | size).writeBytes(mask);
            for (int i = 0; i < size; i++) {
                in.writeByte(plain[i] ^ mask[i % 4]);
            }
            in.writeByte(77);
            assertThat(Framing.WEB_SOCKET.length(in)).isEqualTo(size);
            in.skipBytes(Framing.WEB_SOCKET.header(in));
            Framing.unmask(in, size);
            assertThat(ByteBufUtil.getBytes(in, in.readerIndex(), size)).isEqualTo(plain);
            assertThat(in.getByte(in.writerIndex() - 1)).isEqualTo((byte) 77);
        }
    }
}
