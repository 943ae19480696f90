package et.itests.bench;

import et.persistence.ActorRow;
import et.persistence.commit.CommitLimits;
import et.persistence.commit.CommitQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The committer without a database: rows are handed over, taken as one transaction, and reported. Each figure is of one row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CommitBench {

    /** Rows of a transaction, as a busy server has them. */
    private static final int ROWS = 256;

    private final CommitQueue queue = new CommitQueue(new Nothing(), CommitLimits.DEFAULT, System::nanoTime);
    private final String[] ids = new String[ROWS];
    private final byte[] state = new byte[64];
    private final byte[] book = new byte[16];
    private long revision;
    private long durable;

    public CommitBench() {
        for (int i = 0; i < ROWS; i++) {
            ids[i] = "player-" + i;
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long handOver() {
        revision++;
        long before = durable;
        for (String id : ids) {
            ActorRow row = new ActorRow("adder", id, 1, 1, revision, 1, state, book, ActorRow.NEVER, "bench/1.0.0");
            if (!queue.commit(row, failure -> durable++)) {
                throw new IllegalStateException("no room");
            }
        }
        while (durable - before < ROWS) {
            queue.step();
        }
        return durable;
    }
}
