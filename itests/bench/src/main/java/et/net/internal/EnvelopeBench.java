package et.net.internal;

import com.google.protobuf.ByteString;
import et.proto.client.Envelope;
import et.proto.client.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Envelopes: a request with a payload of 64 bytes is read, its answer written. In et.net's own package, which opens nothing for it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EnvelopeBench {

    private static final int MESSAGE = 0x12345678;
    private static final int NUMBER = 123_456;

    private final byte[] payload = new byte[64];
    private final byte[] request = Envelope.newBuilder()
            .setKind(Kind.REQUEST)
            .setNumber(NUMBER)
            .setMessage(MESSAGE)
            .setPayload(ByteString.copyFrom(payload))
            .setAck(NUMBER - 1)
            .build()
            .toByteArray();
    private final ByteBuf in = ByteBufAllocator.DEFAULT.ioBuffer(request.length).writeBytes(request);
    private final ByteBuf out = ByteBufAllocator.DEFAULT.ioBuffer(EnvelopeWriter.bound(0, payload.length));
    private final EnvelopeReader reader = new EnvelopeReader();

    /** Reads a request, with a copy of its payload. */
    @Benchmark
    public long parse() {
        String problem = reader.read(in, 0, request.length);
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        long sum = reader.number() + reader.payload().length;
        reader.done();
        return sum;
    }

    /** Writes an answer behind its length. */
    @Benchmark
    public int build() {
        out.clear();
        EnvelopeWriter.write(out, Framing.LENGTH, Kind.ANSWER, NUMBER, MESSAGE, "", "", payload, 0, "");
        return out.readableBytes();
    }
}
