package et.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadTimesTest {

    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path proc;

    private void thread(int process, int id, String name, long nanos, long switches) throws IOException {
        Path thread = Files.createDirectories(proc.resolve(process + "/task/" + id));
        Files.writeString(thread.resolve("comm"), name + "\n");
        Files.writeString(thread.resolve("schedstat"), nanos + " 5 7\n");
        Files.writeString(
                thread.resolve("status"),
                "Name:\t" + name + "\nvoluntary_ctxt_switches:\t" + switches + "\nnonvoluntary_ctxt_switches:\t9\n");
    }

    private void process(int id, String container) throws IOException {
        Path process = Files.createDirectories(proc.resolve(Integer.toString(id)));
        Files.writeString(process.resolve("cmdline"), "java\0-Xmx1g\0-Dkaraf.base=/somewhere/run/" + container + "\0");
    }

    @BeforeEach
    void twoContainers() throws IOException {
        process(7, "gateway");
        process(8, "logic");
        thread(7, 70, "et-loop-1", 100 * SECOND, 50);
        thread(7, 71, "et-loop-2", 100 * SECOND, 50);
        thread(8, 80, "et-loop-1", 100 * SECOND, 50);
        thread(8, 81, "C2 CompilerThre", 100 * SECOND, 50);
    }

    @Test
    void threadsOfOnePurposeAreOneLineAndTheMostIsFirst() throws IOException {
        var times = new ThreadTimes(proc, new Processes(List.of(7L, 8L)));
        times.begin();
        thread(7, 70, "et-loop-1", 102 * SECOND, 1050);
        thread(7, 71, "et-loop-2", 103 * SECOND, 1050);
        thread(8, 81, "C2 CompilerThre", 104 * SECOND, 50);
        thread(8, 82, "et-new", SECOND, 10);
        times.end();
        assertThat(times.table("server", 1_000_000))
                .containsExactly(
                        "  server: its threads                 CPU us/req   share    wake-ups/req",
                        "    gateway et-loop                         5.00    50 %            0.00",
                        "    logic JIT C2                            4.00    40 %            0.00",
                        "    logic et-new                            1.00    10 %            0.00");
    }

    @Test
    void theDatabaseOfTiersHasItsNameToo() throws IOException {
        Path process = Files.createDirectories(proc.resolve("9"));
        Files.writeString(
                process.resolve("cmdline"), "java\0et.launcher.Main\0database\0/somewhere/run/database\07000\0");
        thread(9, 90, "H2 TCP Server (", SECOND, 1);
        var times = new ThreadTimes(proc, new Processes(List.of(8L, 9L)));
        times.begin();
        thread(9, 90, "H2 TCP Server (", 2 * SECOND, 2);
        times.end();
        assertThat(times.table("server", 1).get(1)).startsWith("    database H2 TCP Server ( ");
    }

    @Test
    void onlyWhatIsUsedInRoundsCounts() throws IOException {
        var times = new ThreadTimes(proc, new Processes(List.of(8L)));
        times.begin();
        thread(8, 80, "et-loop-1", 101 * SECOND, 60);
        times.end();
        thread(8, 80, "et-loop-1", 150 * SECOND, 90);
        times.begin();
        thread(8, 80, "et-loop-1", 152 * SECOND, 100);
        times.end();
        assertThat(times.table("server", 10))
                .containsExactly(
                        "  server: its threads                 CPU us/req   share    wake-ups/req",
                        "    et-loop                            300000.00   100 %            2.00");
    }
}
