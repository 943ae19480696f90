package et.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What one side writes, the other side reads, whatever the fields are. */
class FrameTest {

    private static final int FRAMES = 5_000;
    private static final int FIELDS_MOST = 40;
    private static final int MOST = 1 << 20;
    private static final String[] LETTERS = {"a", "Z", "7", "-", "é", "中", "\uD83D\uDE00"};

    private final Random random = new Random();
    private final List<Consumer<FrameIn>> wanted = new ArrayList<>();

    @Test
    void whatIsWrittenIsRead() {
        long seed = System.nanoTime();
        random.setSeed(seed);
        FrameIn in = new FrameIn(Unpooled.EMPTY_BUFFER);
        for (int i = 0; i < FRAMES; i++) {
            EmbeddedChannel channel = new EmbeddedChannel();
            FrameOut out = new FrameOut(MOST, Unpooled.EMPTY_BUFFER);
            write(out);
            out.open(channel);
            ByteBuf sent = channel.readOutbound();
            int length = sent.readInt();
            assertThat(sent.readableBytes()).as("seed %s, frame %s", seed, i).isEqualTo(length);
            // What follows is not the frame's.
            in.begin(sent.writeLong(-1), length);
            assertThat(in.fixed1()).as("seed %s, frame %s", seed, i).isEqualTo(Wire.REQUEST);
            wanted.forEach(field -> field.accept(in));
            in.end();
            in.skip();
            assertThat(sent.readableBytes()).isEqualTo(Long.BYTES);
            sent.release();
            wanted.clear();
            channel.close();
        }
    }

    private void write(FrameOut out) {
        byte[] payload = new byte[random.nextBoolean() ? 0 : random.nextInt(300)];
        random.nextBytes(payload);
        out.begin(Wire.REQUEST, payload.length);
        for (int fields = random.nextInt(FIELDS_MOST); fields > 0; fields--) {
            field(out);
        }
        out.bytes(payload);
        wanted.add(in -> assertThat(in.bytes()).isEqualTo(payload));
        assertThat(out.end()).isTrue();
    }

    private void field(FrameOut out) {
        long number = random.nextLong() >>> random.nextInt(Long.SIZE);
        switch (random.nextInt(6)) {
            case 0 -> {
                out.fixed1((int) number);
                wanted.add(in -> assertThat(in.fixed1()).isEqualTo((int) number & 0xff));
            }
            case 1 -> {
                out.fixed4((int) number);
                wanted.add(in -> assertThat(in.fixed4()).isEqualTo((int) number));
            }
            case 2 -> {
                out.fixed8(number);
                wanted.add(in -> assertThat(in.fixed8()).isEqualTo(number));
            }
            case 3 -> {
                out.varint(number);
                wanted.add(in -> assertThat(in.varlong()).isEqualTo(number));
            }
            case 4 -> {
                String text = text();
                out.text(text);
                wanted.add(in -> assertThat(in.text()).isEqualTo(text));
            }
            default -> {
                String text = text();
                String expected = random.nextBoolean() ? text : text();
                out.text(text);
                wanted.add(in -> assertThat(in.text(expected)).isEqualTo(text));
            }
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int letters = random.nextBoolean() ? 4 : LETTERS.length;
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 250 : 20); i > 0; i--) {
            text.append(LETTERS[random.nextInt(letters)]);
        }
        return text.toString();
    }
}
