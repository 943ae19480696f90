package et.persistence.commit;

import static org.assertj.core.api.Assertions.assertThat;

import et.persistence.FencedException;
import et.persistence.StoreException;
import et.persistence.commit.FakeStore.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random schedules of actors, failures, lost shards and time: nothing is lost, the order is kept, each row is reported once. */
@Timeout(60)
class CommitScheduleTest {

    private static final int SEEDS = 400;

    @Test
    void keepsItsPromisesUnderRandomSchedules() {
        long first = Long.getLong("seed", System.nanoTime());
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                new Schedule(seed).run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("failed with -Dseed=" + seed, failure);
            }
        }
    }

    /** What the runtime does for one actor: counts up, and after a failure waits for all reports and loads again. */
    private static final class Actor {
        final String id;
        final int shard;
        final Deque<Long> unreported = new ArrayDeque<>();
        long unreportedSince;
        long revision;
        long epoch = 1;
        boolean broken;

        Actor(String id, int shard) {
            this.id = id;
            this.shard = shard;
        }
    }

    private static final class Schedule {
        final Random random;
        final FakeStore store = new FakeStore();
        final CommitQueue queue;
        final List<Actor> actors = new ArrayList<>();
        final Duration giveUp = Duration.ofSeconds(5);
        long now;
        final Set<String> poisonedOnce = new HashSet<>();
        int taken;
        int reported;

        Schedule(long seed) {
            random = new Random(seed);
            var gather = random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(1);
            var limits = new CommitLimits(1 + random.nextInt(30), 1 + random.nextInt(10), gather, giveUp);
            queue = new CommitQueue(store, limits, () -> now);
            for (int i = 0; i < 1 + random.nextInt(40); i++) {
                actors.add(new Actor("n" + i, random.nextInt(4)));
            }
        }

        void run() {
            for (int i = 0; i < 400; i++) {
                act(random.nextInt(100));
            }
            settle();
            assertThat(reported).as("reports").isEqualTo(taken);
            for (var actor : actors) {
                assertThat(actor.unreported).isEmpty();
                if (!actor.broken) {
                    assertThat(store.revision(actor.id)).as(actor.id).isEqualTo(actor.revision);
                }
            }
        }

        private void act(int dice) {
            if (dice < 60) {
                change(actors.get(random.nextInt(actors.size())));
            } else if (dice < 85) {
                now += Math.min(queue.step(), TimeUnit.MILLISECONDS.toNanos(random.nextInt(20)));
            } else if (dice < 92) {
                store.faults.add(random.nextBoolean() ? Fault.BEFORE : Fault.AFTER);
            } else if (dice < 94) {
                store.down = !store.down;
            } else if (dice < 96) {
                int shard = random.nextInt(4);
                store.epochs.merge(shard, 1L, (old, one) -> old + one + (old == 1 ? 1 : 0));
            } else if (dice < 98) {
                var id = actors.get(random.nextInt(actors.size())).id;
                if (!store.poisoned.remove(id)) {
                    store.poisoned.add(id);
                    poisonedOnce.add(id);
                }
            } else {
                now += TimeUnit.MILLISECONDS.toNanos(random.nextInt(3000));
            }
        }

        private void change(Actor actor) {
            if (actor.broken) {
                if (!actor.unreported.isEmpty()) {
                    return;
                }
                actor.broken = false;
                actor.revision = store.revision(actor.id);
                actor.epoch = store.epochs.getOrDefault(actor.shard, 1L);
            }
            long revision = actor.revision + 1;
            long epoch = actor.epoch;
            long handedOver = now;
            boolean accepted = queue.commit(
                    FakeStore.row(actor.id, actor.shard, revision, epoch),
                    failure -> report(actor, revision, epoch, handedOver, failure));
            if (accepted) {
                taken++;
                actor.revision = revision;
                actor.unreportedSince = actor.unreported.isEmpty() ? now : actor.unreportedSince;
                actor.unreported.add(revision);
            }
        }

        private void report(Actor actor, long revision, long epoch, long handedOver, RuntimeException failure) {
            reported++;
            assertThat(actor.unreported.poll())
                    .as("order of reports of " + actor.id)
                    .isEqualTo(revision);
            if (failure == null) {
                assertThat(store.revision(actor.id)).as("durable when reported").isGreaterThanOrEqualTo(revision);
                return;
            }
            actor.broken = true;
            if (failure instanceof FencedException) {
                assertThat(store.epochs.getOrDefault(actor.shard, 1L)).isNotEqualTo(epoch);
            } else {
                assertThat(failure).isInstanceOf(StoreException.class);
                assertThat(poisonedOnce.contains(actor.id) || seemsPoisoned(actor) || giveUps(actor, handedOver))
                        .as("a reason to give up")
                        .isTrue();
            }
        }

        /** By chance, the database failed each time when this row was written alone: then it cannot be told from one that has a fault. */
        private boolean seemsPoisoned(Actor actor) {
            return store.alone.getOrDefault(actor.id, 0) > CommitQueue.STRIKES;
        }

        /** A row may have been replaced into an older one of its actor, whose age counts. */
        private boolean giveUps(Actor actor, long handedOver) {
            return now - Math.min(handedOver, actor.unreportedSince) >= giveUp.toNanos();
        }

        private void settle() {
            store.down = false;
            store.faults.clear();
            store.poisoned.clear();
            for (int i = 0; i < 10_000 && queue.stats().waiting() > 0; i++) {
                now += Math.min(queue.step(), TimeUnit.SECONDS.toNanos(1));
            }
            queue.step();
            assertThat(queue.stats().waiting()).isZero();
        }
    }
}
