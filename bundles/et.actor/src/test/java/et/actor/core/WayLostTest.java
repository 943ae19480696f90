package et.actor.core;

import static org.assertj.core.api.Assertions.assertThat;

import et.actor.core.Stand.Way;
import et.cluster.Shards;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session has gone over to another way, or not yet, when a way to it breaks. */
class WayLostTest {

    private static final int SHARD = Shards.of("doer", "a");

    private final ThreadLane lane = new ThreadLane();
    private final Stand stand = new Stand(List.of(lane), new NoStore());
    private final Way old = new Way();
    private final Way newer = new Way();

    @AfterEach
    void close() {
        stand.close();
        lane.close();
    }

    @Test
    void thatAnOlderWayBreaksIsToldOverTheNewerOneBeforeWhatIsPushedNext() throws Exception {
        stand.ask(old, "a", "join", "joined a");
        stand.ask(old, "a", "push", "push a");
        stand.runtime.rejoin(0, SHARD, 1, "doer", "a", 1, "p", newer);
        stand.runtime.lost(0, SHARD, "doer", "a", 1, old);
        stand.ask(newer, "a", "push", "push a");
        assertThat(newer.told).containsSubsequence("stale a", "push a").doesNotHaveDuplicates();
        assertThat(old.told).doesNotContain("stale a");
    }

    @Test
    void whoHasNotJoinedMissesNothing() throws Exception {
        stand.ask(old, "a", "change", "answer");
        stand.ask(newer, "a", "change", "answer");
        stand.runtime.lost(0, SHARD, "doer", "a", 1, old);
        laneIsThere();
        assertThat(newer.told).containsExactly("answer");
    }

    @Test
    void whatIsPushedWithoutAWayIsMissingAndSaidWhenThereIsOne() throws Exception {
        stand.ask(old, "a", "join", "joined a");
        stand.runtime.lost(0, SHARD, "doer", "a", 1, old);
        laneIsThere();
        assertThat(old.told).doesNotContain("stale a");
        Way other = new Way();
        // Somebody else makes the actor push.
        stand.sendAsOther(other, "a", "push");
        Stand.until(() -> other.told.contains("answer"));
        stand.runtime.rejoin(0, SHARD, 1, "doer", "a", 1, "p", newer);
        Stand.until(() -> newer.told.contains("stale a"));
        assertThat(old.told).doesNotContain("push a");
    }

    @Test
    void whoMeansAnotherOwnerIsSentOn() throws Exception {
        stand.ask(old, "a", "join", "joined a");
        stand.send(newer, "a", "change", 2);
        Stand.until(() -> newer.told.contains("moved"));
        stand.runtime.rejoin(0, SHARD, 2, "doer", "a", 1, "p", newer);
        Stand.until(() -> newer.told.equals(List.of("moved", "moved")));
    }

    private void laneIsThere() throws Exception {
        CompletableFuture<Void> there = new CompletableFuture<>();
        lane.execute(() -> there.complete(null));
        there.get(30, TimeUnit.SECONDS);
    }
}
