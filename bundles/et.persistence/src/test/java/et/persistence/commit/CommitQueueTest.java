package et.persistence.commit;

import static et.persistence.commit.FakeStore.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.Committer.Done;
import et.persistence.FencedException;
import et.persistence.RowException;
import et.persistence.StoreException;
import et.persistence.Touch;
import et.persistence.commit.FakeStore.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommitQueueTest {

    private static final CommitLimits LIMITS = new CommitLimits(8, 4, Duration.ZERO, Duration.ofSeconds(30));

    private final FakeStore store = new FakeStore();
    private final List<String> reports = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private long now;

    private final CommitQueue queue = queue(LIMITS);

    @Test
    void writesWhatWaitsInOneTransactionAndReportsItAfterwards() {
        hand("x", 1);
        hand("y", 1);
        assertThat(reports).isEmpty();

        assertThat(queue.step()).isZero();

        assertThat(store.transactions).hasSize(1);
        assertThat(reports).containsExactly("x:1 ok", "y:1 ok");
        assertThat(queue.step()).isEqualTo(CommitQueue.IDLE);
        assertThat(queue.stats())
                .extracting("waiting", "rows", "transactions", "failures")
                .containsExactly(0, 2L, 1L, 0L);
    }

    @Test
    void splitsWhatIsMoreThanABatch() {
        for (int i = 0; i < 6; i++) {
            hand("x" + i, 1);
        }
        drain();
        assertThat(store.transactions).extracting(List::size).containsExactly(4, 2);
    }

    @Test
    void writesOnlyTheNewestRowOfAnActorAndReportsAll() {
        hand("x", 1);
        hand("y", 1);
        hand("x", 2);
        hand("x", 3);
        assertThat(queue.stats().waiting()).isEqualTo(2);

        drain();

        assertThat(store.transactions).hasSize(1);
        assertThat(store.transactions.get(0)).extracting(ActorRow::revision).containsExactly(3L, 1L);
        assertThat(reports).containsExactly("x:1 ok", "x:2 ok", "x:3 ok", "y:1 ok");
        assertThat(queue.stats().coalesced()).isEqualTo(2);
    }

    @Test
    void recordsWithARowWhatWasToBeRecordedWithThoseItReplaced() {
        queue.commit(touching("x", 1, "a/1"), failure -> {});
        queue.commit(touching("x", 2, "a/2"), failure -> {});
        store.down = true;
        queue.step();
        queue.commit(touching("x", 3, "a/3"), failure -> {});
        store.down = false;
        drain();
        assertThat(store.transactions).hasSize(1);
        assertThat(store.transactions.get(0).get(0).touches())
                .extracting(Touch::code)
                .containsExactly("a/1", "a/2", "a/3");
    }

    private static ActorRow touching(String id, long revision, String code) {
        ActorRow row = FakeStore.row(id, 1, revision, 1);
        return new ActorRow(
                row.type(),
                row.id(),
                row.shard(),
                row.schema(),
                row.revision(),
                row.epoch(),
                row.state(),
                row.book(),
                row.wakeAt(),
                row.code(),
                List.of(new Touch(code, revision, "", 0, 0, 0, 0)),
                List.of());
    }

    @Test
    void refusesARowThatIsNotNewerThanTheWaitingOne() {
        hand("x", 2);
        assertThatThrownBy(() -> hand("x", 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a/x")
                .hasMessageContaining("revision 2");
        drain();
        assertThat(reports).containsExactly("x:2 ok");
    }

    @Test
    void takesNothingOverWhenFullAndCallsBackWhenThereIsRoom() {
        for (int i = 0; i < 8; i++) {
            assertThat(hand("x" + i, 1)).isTrue();
        }
        var room = new AtomicInteger();
        assertThat(hand("z", 1)).isFalse();
        assertThat(hand("x0", 2)).as("a newer row needs no room").isTrue();
        queue.whenRoom(room::incrementAndGet);
        store.down = true;
        queue.step();
        assertThat(room).hasValue(0);

        store.down = false;
        drain();

        assertThat(room).hasValue(1);
        assertThat(hand("z", 1)).isTrue();
    }

    @Test
    void callsBackAtOnceWhenThereIsRoomAlready() {
        var room = new AtomicInteger();
        queue.whenRoom(room::incrementAndGet);
        queue.step();
        assertThat(room).hasValue(1);
    }

    @Test
    void boundsTheReportsThatOneActorCollects() {
        store.down = true;
        int taken = 0;
        while (taken < 1000 && hand("x", taken + 1)) {
            taken++;
        }
        assertThat(taken).isEqualTo(16 * LIMITS.capacity());
        store.down = false;
        drain();
        assertThat(reports).hasSize(taken).allMatch(report -> report.endsWith("ok"));
    }

    @Test
    void repeatsAfterAFailureAndReportsOnce() {
        store.faults.add(Fault.BEFORE);
        store.faults.add(Fault.AFTER);
        hand("x", 1);
        queue.step();
        hand("x", 2);
        assertThat(queue.step()).as("pause in ns").isBetween(1L, TimeUnit.SECONDS.toNanos(1));

        drain();

        assertThat(reports).containsExactly("x:1 ok", "x:2 ok");
        assertThat(store.revision("x")).isEqualTo(2);
        assertThat(queue.stats().failures()).isEqualTo(2);
    }

    @Test
    void pausesLongerAndLongerUpToASecondWhileTheDatabaseIsAway() {
        store.down = true;
        hand("x", 1);
        hand("y", 1);
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 14; i++) {
            assertThat(queue.step()).isZero();
            pauses.add(queue.step());
            now += pauses.get(i);
        }
        assertThat(pauses).isSorted();
        assertThat(pauses.get(13)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void reportsWhatCouldNotBeWrittenForTheConfiguredTime() {
        store.down = true;
        hand("x", 1);
        hand("y", 1);
        advance(Duration.ofSeconds(20));
        hand("z", 1);
        advance(Duration.ofSeconds(15));
        assertThat(reports).containsExactlyInAnyOrder("x:1 StoreException", "y:1 StoreException");
        assertThat(failures)
                .allSatisfy(failure -> assertThat(failure)
                        .hasMessageContaining("could not be written for 30000 ms")
                        .matches(e -> ((StoreException) e).unknown()));

        store.down = false;
        drain();
        assertThat(reports).contains("z:1 ok");
    }

    @Test
    void writesOtherShardsWhenOneIsLost() {
        store.epochs.put(5, 2L);
        queue.commit(row("x", 5, 1, 1), done("x1"));
        queue.commit(row("y", 6, 1, 1), done("y1"));
        queue.commit(row("z", 5, 1, 1), done("z1"));
        queue.commit(row("w", 5, 1, 2), done("w1"));

        drain();

        assertThat(reports).containsExactly("x1 FencedException", "z1 FencedException", "y1 ok", "w1 ok");
        assertThat(now).as("nothing had to wait").isZero();
    }

    @Test
    void reportsTheRowOfALostEpochWhenTheShardCameBack() {
        store.epochs.put(5, 3L);
        queue.commit(row("x", 5, 7, 1), done("old"));
        queue.commit(row("x", 5, 4, 3), done("new"));
        queue.commit(row("x", 5, 8, 1), done("late"));
        drain();
        assertThat(reports).containsExactlyInAnyOrder("old FencedException", "late FencedException", "new ok");
        assertThat(store.revision("x")).isEqualTo(4);
    }

    @Test
    void reportsARefusedRowAndWritesTheOthers() {
        store.rows.put(new ActorStore.Key("a", "x"), row("x", 1, 9, 1));
        hand("w", 1);
        hand("x", 4);
        hand("y", 1);
        drain();
        assertThat(reports).containsExactly("x:4 RowException", "w:1 ok", "y:1 ok");
        assertThat(failures.get(0)).isInstanceOf(RowException.class);
        assertThat(now).isZero();
    }

    @Test
    void findsARowThatBreaksItsTransactionAndWritesTheOthers() {
        store.poisoned.add("x2");
        for (int i = 0; i < 8; i++) {
            hand("x" + i, 1);
        }
        long started = now;
        int others = 0;
        while (reports.stream().noneMatch("x2:1 StoreException"::equals)) {
            // Others keep coming, else nobody could tell a broken row from a broken database.
            hand("y" + others++, 1);
            assertThat(others).isLessThan(100);
            drainOnce();
            assertThat(now - started).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
        assertThat(reports).contains("x0:1 ok", "x1:1 ok", "x3:1 ok", "x4:1 ok", "x5:1 ok", "x6:1 ok", "x7:1 ok");
        assertThat(failures)
                .hasSize(1)
                .first()
                .satisfies(failure -> assertThat(failure)
                        .hasMessageContaining("a/x2")
                        .hasCauseInstanceOf(IllegalStateException.class));
    }

    @Test
    void givesALoneBrokenRowUpAfterTheConfiguredTime() {
        store.poisoned.add("x");
        hand("x", 1);
        advance(Duration.ofSeconds(29));
        assertThat(reports).isEmpty();
        advance(Duration.ofSeconds(3));
        assertThat(reports).containsExactly("x:1 StoreException");
    }

    @Test
    void writesABrokenActorAgainWhenANewerRowCuresIt() {
        store.poisoned.add("x");
        hand("x", 1);
        queue.step();
        store.poisoned.clear();
        hand("x", 2);
        drain();
        assertThat(reports).containsExactly("x:1 ok", "x:2 ok");
    }

    @Test
    void writesInSmallStepsAfterAnOutageAndGrowsAgain() {
        store.down = true;
        for (int i = 0; i < 8; i++) {
            hand("x" + i, 1);
        }
        advance(Duration.ofSeconds(1));
        store.down = false;
        drain();
        assertThat(reports).hasSize(8).allMatch(report -> report.endsWith("ok"));
        for (int i = 0; i < 4; i++) {
            hand("y" + i, 1);
        }
        queue.step();
        assertThat(store.transactions.get(store.transactions.size() - 1)).hasSize(4);
    }

    @Test
    void waitsForCompanyWhenToldTo() {
        var gathering = queue(new CommitLimits(8, 4, Duration.ofMillis(2), Duration.ofSeconds(30)));
        gathering.commit(row("x", 1, 1, 1), done("x:1"));
        assertThat(gathering.step()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2));
        now += TimeUnit.MILLISECONDS.toNanos(1);
        gathering.commit(row("y", 1, 1, 1), done("y:1"));
        assertThat(gathering.step()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
        now += TimeUnit.MILLISECONDS.toNanos(1);
        assertThat(gathering.step()).isZero();
        assertThat(reports).containsExactly("x:1 ok", "y:1 ok");
    }

    @Test
    void gathersNotForARowThatIsTriedAlone() {
        var gathering = queue(new CommitLimits(8, 4, Duration.ofMillis(2), Duration.ofSeconds(30)));
        store.poisoned.add("x");
        gathering.commit(row("x", 1, 1, 1), done("x:1"));
        now += TimeUnit.MILLISECONDS.toNanos(2);
        gathering.step();
        store.poisoned.clear();
        gathering.commit(row("y", 1, 1, 1), done("y:1"));
        for (int i = 0; i < 4; i++) {
            now += gathering.step() % CommitQueue.IDLE;
        }
        assertThat(reports).containsExactlyInAnyOrder("x:1 ok", "y:1 ok");
    }

    @Test
    void stopsGatheringWhenABatchIsFull() {
        var gathering = queue(new CommitLimits(8, 2, Duration.ofSeconds(2), Duration.ofSeconds(30)));
        gathering.commit(row("x", 1, 1, 1), done("x:1"));
        gathering.commit(row("y", 1, 1, 1), done("y:1"));
        assertThat(gathering.step()).isZero();
        assertThat(reports).hasSize(2);
    }

    @Test
    void takesNothingOverWhenStoppedButWritesWhatWaits() {
        hand("x", 1);
        queue.stop();
        assertThat(hand("y", 1)).isFalse();
        drain();
        assertThat(reports).containsExactly("x:1 ok");
    }

    @Test
    void reportsWhatIsAbandoned() {
        hand("x", 1);
        hand("x", 2);
        hand("y", 1);
        assertThat(queue.abandon("the test is over")).isEqualTo(2);
        assertThat(reports).containsExactly("x:1 StoreException", "x:2 StoreException", "y:1 StoreException");
        assertThat(failures.get(0)).hasMessage("actor a/x was not written: the test is over");
        assertThat(store.attempts).isZero();
    }

    @Test
    void survivesAReceiverThatThrows() {
        queue.commit(row("x", 1, 1, 1), failure -> {
            throw new IllegalStateException("a receiver that throws");
        });
        hand("y", 1);
        drain();
        assertThat(reports).containsExactly("y:1 ok");
    }

    @Test
    void forgetsNoRowOverAnErrorOfTheJvm() {
        store.error = new NoClassDefFoundError("a driver's class");
        hand("x", 1);
        assertThatThrownBy(queue::step).isInstanceOf(NoClassDefFoundError.class);
        queue.step();
        assertThat(reports).containsExactly("x:1 ok");
    }

    @Test
    void namesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new CommitLimits(0, 1, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessage("capacity: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new CommitLimits(1, -1, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessage("batch: -1 (expected: >= 1)");
        assertThatThrownBy(() -> new CommitLimits(1, 1, Duration.ofNanos(-1), Duration.ofSeconds(1)))
                .hasMessageContaining("gather");
        assertThatThrownBy(() -> new CommitLimits(1, 1, Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("giveUp");
    }

    @Test
    void tellsALostShardFromOthersByItsEpoch() {
        store.epochs.put(5, 2L);
        queue.commit(row("x", 5, 1, 1), done("x:1"));
        drain();
        assertThat(failures)
                .singleElement()
                .isInstanceOfSatisfying(
                        FencedException.class,
                        fenced -> assertThat(fenced.current()).isEqualTo(2));
    }

    private CommitQueue queue(CommitLimits limits) {
        return new CommitQueue(store, limits, () -> now);
    }

    private boolean hand(String id, long revision) {
        return queue.commit(row(id, 1, revision, 1), done(id + ":" + revision));
    }

    private Done done(String name) {
        return failure -> {
            reports.add(
                    name + " " + (failure == null ? "ok" : failure.getClass().getSimpleName()));
            if (failure != null) {
                failures.add(failure);
            }
        };
    }

    private void drain() {
        while (queue.stats().waiting() > 0) {
            drainOnce();
        }
        queue.step();
    }

    private void drainOnce() {
        long pause = queue.step();
        now += pause == CommitQueue.IDLE ? 0 : pause;
    }

    private void advance(Duration time) {
        long until = now + time.toNanos();
        while (now < until) {
            long pause = queue.step();
            now = Math.min(until, now + Math.min(pause, TimeUnit.SECONDS.toNanos(1)));
        }
    }
}
