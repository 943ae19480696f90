package et.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLoopsTest {

    @Test
    void threadsAreNumberedAsTheLoopsAre() {
        EventLoops loops = new EventLoops(TestConfig.loops(3, "auto"));
        try {
            List<String> names = new ArrayList<>();
            for (EventLoop loop : loops.all()) {
                names.add(loop.submit(() -> Thread.currentThread().getName())
                        .syncUninterruptibly()
                        .getNow());
            }
            assertThat(names).containsExactly("et-loop-0", "et-loop-1", "et-loop-2");
        } finally {
            loops.deactivate();
        }
    }

    @Test
    void thereIsOneLoopPerCoreUnlessConfigured() {
        EventLoops loops = new EventLoops(TestConfig.loops(0, "nio"));
        try {
            assertThat(loops.all()).hasSize(Runtime.getRuntime().availableProcessors());
            assertThat(Io.of(loops.all().get(0))).isEqualTo(Io.NIO);
        } finally {
            loops.deactivate();
        }
    }

    @Test
    void whatTheMachineLacksFallsBackToNio() {
        EventLoops loops = new EventLoops(TestConfig.loops(1, "io_uring"));
        try {
            Io expected = Io.IO_URING.available() ? Io.IO_URING : Io.NIO;
            assertThat(Io.of(loops.all().get(0))).isEqualTo(expected);
        } finally {
            loops.deactivate();
        }
    }

    @Test
    void aChangeOfConfigurationLeavesTheLoopsAlone() {
        EventLoops loops = new EventLoops(TestConfig.loops(1, "auto"));
        try {
            EventLoop before = loops.all().get(0);
            loops.modified();
            assertThat(loops.all().get(0)).isSameAs(before);
            assertThat(before.isShuttingDown()).isFalse();
        } finally {
            loops.deactivate();
        }
    }

    @Test
    void afterDeactivationNoThreadIsLeft() {
        EventLoops loops = new EventLoops(TestConfig.loops(2, "auto"));
        loops.deactivate();
        assertThat(loops.all()).allMatch(EventLoop::isTerminated);
    }

    @Test
    void nonsenseIsRefusedWithASentence() {
        assertThatThrownBy(() -> new EventLoops(TestConfig.loops(-1, "auto")))
                .hasMessage("et.net.loops count: -1 (expected: 0 to 1024)");
        assertThatThrownBy(() -> new EventLoops(TestConfig.loops(1, "select")))
                .hasMessage("et.net.loops io: select (expected: auto, epoll, nio or io_uring)");
    }
}
