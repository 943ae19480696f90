package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A frame costs no garbage but its payload: pauses of the collector are what players feel. */
class GarbageTest {

    private static final int FRAMES = 500;
    private static final int BATCHES = 100;

    @Test
    void framesWithAKnownAddressAndWithoutPayloadMakeNone() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicInteger misses = new AtomicInteger();
        byte[] nothing = new byte[0];
        try (TestServer server = new TestServer(Map.of("frames_per_second", 0), (connection, frame) -> {
                    if (!frame.toType().equals("zone") || !frame.toId().equals("17")) {
                        misses.incrementAndGet();
                    }
                    connection.answer(frame.number(), 7, nothing);
                });
                RawClient client = new RawClient(server.address("tcp"))) {
            byte[] frame = RawClient.framed(Envelope.newBuilder()
                    .setKind(Kind.REQUEST)
                    .setNumber(1)
                    .setToType("zone")
                    .setToId("17")
                    .build());
            ByteBuffer batch = ByteBuffer.allocate(FRAMES * frame.length);
            for (int i = 0; i < FRAMES; i++) {
                batch.put(frame);
            }
            // Once for what is made once.
            exchange(client, batch.array());
            long[] loop = new long[1];
            server.clients.get(0).run(() -> loop[0] = Thread.currentThread().getId());
            long before = threads.getThreadAllocatedBytes(loop[0]);
            for (int i = 0; i < BATCHES; i++) {
                exchange(client, batch.array());
            }
            long perFrame = (threads.getThreadAllocatedBytes(loop[0]) - before) / (FRAMES * BATCHES);
            assertThat(misses).hasValue(0);
            // What a read and a write cost, by batch, is spread over the frames: a few bytes each. An object is 16 or
            // more.
            assertThat(perFrame).as("bytes a frame").isLessThan(16);
        }
    }

    private static void exchange(RawClient client, byte[] batch) throws IOException {
        client.bytes(batch);
        for (int i = 0; i < FRAMES; i++) {
            client.read();
        }
    }
}
