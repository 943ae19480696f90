package et.itests.bench;

import bench.Add;
import bench.AdderLogic;
import com.google.protobuf.ByteString;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The core: a message reaches its handler, and a timer fires. On one thread, without sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LaneBench {

    private static final Add ADD =
            Add.newBuilder().setPadding(ByteString.copyFrom(new byte[62])).build();

    private final Core adder = new Core(new AdderLogic(), ADD);
    private final Core ticker = new Core(new Ticker(), ADD);

    /** From the lane's door to its handler and back: look-up, bookkeeping, protobuf of 64 bytes both ways, the next state. */
    @Benchmark
    public long dispatch() {
        return adder.request();
    }

    /** The same, with a timer that is started by the one handler and calls the other. */
    @Benchmark
    public long dispatchAndTimer() {
        long answers = ticker.request();
        ticker.pass(Ticker.MILLIS);
        return answers;
    }
}
