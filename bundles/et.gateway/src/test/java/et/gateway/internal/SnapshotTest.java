package et.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.cluster.ReturnPath;
import et.cluster.Shards;
import et.gateway.internal.FakeConnection.Sent;
import et.proto.client.Kind;
import et.proto.client.LoggedIn;
import et.proto.client.Resume;
import et.proto.client.Resumed;
import et.proto.client.Resumed.Pushes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a session is told that pushes of an actor which it has joined may be missing, and when it is not. */
@Timeout(60)
class SnapshotTest {

    private static final int SQUARE = Shards.of("place", "square");
    private static final int LANE = 1;
    private static final int OTHER = 0;

    private final Map<String, ReturnPath> paths = new ConcurrentHashMap<>();
    private Stage stage = stage(256);
    private LoggedIn session;

    private Stage stage(int pushes) {
        Stage made = new Stage(3, Map.of("resend.millis", 60_000, "deadline.millis", 600_000, "pushes", pushes));
        made.world.handler = (lane, request) -> {
            paths.put(request.type() + "/" + request.id(), request.path());
            made.world.join(request);
            made.world.answer(request);
        };
        // Whoever owns the actor now pushes at once.
        made.world.greeter = (actor, path) -> path.push("place", actor.substring(actor.indexOf('/') + 1), 9, SMALL);
        return made;
    }

    private static final byte[] SMALL = {1};

    @AfterEach
    void close() {
        stage.close();
    }

    /** A player on a loop that has joined these places, all of which are on {@link #LANE}. */
    private Player joined(int loop, String... places) throws Exception {
        Player player = new Player(stage, loop);
        session = player.login("ann");
        long number = 0;
        for (String place : places) {
            stage.world.place(Shards.of("place", place), LANE);
            player.connection.send(FakeFrame.request(++number, FakeWorld.ANY, "", place, Player.PAYLOAD));
            player.expectAnswer(number);
        }
        return player;
    }

    /** The lane closes the square in good order. */
    private void closeSquare(long epoch) throws Exception {
        stage.loops
                .get(LANE)
                .submit(() -> paths.get("place/square").closed(SQUARE, "place", "square", epoch))
                .get();
    }

    private void crash(String... places) {
        for (String place : places) {
            stage.world.place(Shards.of("place", place), OTHER);
        }
        stage.world.breakLinks(LANE);
    }

    /** The client may hear of a change before its loop opens a link: who goes on at once lets it come up, or breaks the one before. */
    private void refused(int links) throws Exception {
        until(() -> stage.world.refused.get() == links);
    }

    private static void expectSnapshot(Player player, long number, String id) throws Exception {
        Sent sent = player.next(Kind.SNAPSHOT);
        assertThat(sent.number()).isEqualTo(number);
        assertThat(sent.type() + "/" + sent.id()).isEqualTo("place/" + id);
    }

    private static void expectPush(Player player, long number, String id) throws Exception {
        Sent sent = player.next(Kind.PUSH);
        assertThat(sent.number()).isEqualTo(number);
        assertThat(sent.id()).isEqualTo(id);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(5);
        }
    }

    @Test
    void aMoveInGoodOrderAsksForNone() throws Exception {
        Player player = joined(2, "square");
        closeSquare(stage.world.epoch(SQUARE));
        stage.world.place(SQUARE, OTHER);
        stage.world.tellPlaced(SQUARE);
        expectPush(player, 1, "square");
        assertThat(stage.world.cuts).isEmpty();
    }

    @Test
    void norDoesOneBackToTheSameLane() throws Exception {
        Player player = joined(2, "square");
        closeSquare(stage.world.epoch(SQUARE));
        stage.world.place(SQUARE, LANE);
        stage.world.tellPlaced(SQUARE);
        expectPush(player, 1, "square");
    }

    @Test
    void norDoesALaneThatSaysMovedAndIsFoundAgain() throws Exception {
        Player player = joined(2, "square");
        paths.get("place/square").moved(SQUARE);
        expectPush(player, 1, "square");
    }

    @Test
    void aCrashAsksForOneOfEachJoinedActorBeforeAnythingNew() throws Exception {
        // On the loop of the lane that takes over: there the new owner pushes from within the word that the session is
        // there.
        Player player = joined(OTHER, "square", "market");
        stage.world.place(Shards.of("place", "harbour"), 2);
        player.connection.send(FakeFrame.request(3, FakeWorld.ANY, "", "harbour", Player.PAYLOAD));
        player.expectAnswer(3);
        crash("square", "market");
        List<String> told = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            Sent sent = player.next();
            assertThat(sent.number()).isEqualTo(number);
            told.add(sent.kind() + " " + sent.id());
        }
        assertThat(told)
                .containsExactlyInAnyOrder("SNAPSHOT square", "SNAPSHOT market", "PUSH square", "PUSH market")
                .containsSubsequence("SNAPSHOT square", "PUSH square")
                .containsSubsequence("SNAPSHOT market", "PUSH market");
        assertThat(player.got).isEmpty();
    }

    @Test
    void anOwnerThatWasNeverFoundMayHaveHadSomethingToSay() throws Exception {
        Player player = joined(2, "square");
        closeSquare(stage.world.epoch(SQUARE));
        stage.world.place(SQUARE, 2);
        stage.world.place(SQUARE, OTHER);
        stage.world.tellPlaced(SQUARE);
        expectSnapshot(player, 1, "square");
        expectPush(player, 2, "square");
    }

    /** As when a container stands still, and the cluster goes on without it: its link is still up. */
    @Test
    void anOwnerWithoutALastWordIsNotHeardAnyMore() throws Exception {
        Player player = joined(2, "square");
        stage.world.place(SQUARE, OTHER);
        stage.world.tellPlaced(SQUARE);
        expectSnapshot(player, 1, "square");
        expectPush(player, 2, "square");
        assertThat(stage.world.cuts).containsExactly(LANE);
    }

    @Test
    void theLastWordOfAnEarlierOwnerCountsForNothing() throws Exception {
        Player player = joined(2, "square");
        closeSquare(stage.world.epoch(SQUARE) - 1);
        crash("square");
        expectSnapshot(player, 1, "square");
    }

    @Test
    void aLinkThatBreaksLosesPushesThoughTheOwnerStays() throws Exception {
        Player player = joined(2, "square");
        stage.world.breakLinks(LANE);
        expectSnapshot(player, 1, "square");
        expectPush(player, 2, "square");
    }

    @Test
    void linksThatNeverCameUpLoseNothing() throws Exception {
        Player player = joined(2, "square");
        stage.world.refusing = true;
        stage.world.breakLinks(LANE);
        expectSnapshot(player, 1, "square");
        // The cluster does not know yet that the lane is gone: it is tried again and again.
        for (int tries = 1; tries <= 5; tries++) {
            refused(tries);
            stage.world.breakLinks(LANE);
        }
        refused(6);
        stage.world.refusing = false;
        crash("square");
        expectPush(player, 2, "square");
    }

    @Test
    void aLaneMayAskForOneItself() throws Exception {
        Player player = joined(2, "square");
        paths.get("place/square").stale("place", "square");
        expectSnapshot(player, 1, "square");
    }

    @Test
    void aResumeReplaysIt() throws Exception {
        Player player = joined(2, "square");
        player.connection.cut();
        until(() -> !stage.lines().get(0).connected());
        crash("square");
        until(() -> stage.lines().get(0).pushes() == 2);
        Player again = new Player(stage, 2);
        Resumed resumed = again.resume(Resume.newBuilder()
                .setToken(session.getToken())
                .setLastRequest(1)
                .setLastAnswer(1));
        assertThat(resumed.getPushes()).isEqualTo(Pushes.REPLAYED);
        assertThat(resumed.getNextPush()).isEqualTo(1);
        expectSnapshot(again, 1, "square");
        expectPush(again, 2, "square");
    }

    @Test
    void whatDoesNotFitIntoTheRingAsksForASnapshotOfEverything() throws Exception {
        stage.close();
        stage = stage(2);
        Player player = joined(2, "square", "market");
        player.connection.cut();
        until(() -> !stage.lines().get(0).connected());
        crash("square", "market");
        until(() -> stage.world.rejoined.size() == 2);
        until(() -> stage.lines().get(0).pushes() == 2);
        Player again = new Player(stage, 2);
        Resumed resumed = again.resume(Resume.newBuilder()
                .setToken(session.getToken())
                .setLastRequest(2)
                .setLastAnswer(2));
        assertThat(resumed.getPushes()).isEqualTo(Pushes.SNAPSHOT);
        assertThat(resumed.getNextPush()).isEqualTo(5);
    }

    @Test
    void aSessionThatChangesItsLoopMissesNothing() throws Exception {
        joined(2, "square");
        Player again = new Player(stage, OTHER);
        again.resume(Resume.newBuilder()
                .setToken(session.getToken())
                .setLastRequest(1)
                .setLastAnswer(1));
        expectPush(again, 1, "square");
    }

    @Test
    void aCrashWhileTheSessionChangesItsLoopIsNoticed() throws Exception {
        joined(2, "square");
        // The loop to which it goes has no link to the lane, and does not get one any more.
        stage.world.refusing = true;
        Player again = new Player(stage, OTHER);
        again.resume(Resume.newBuilder()
                .setToken(session.getToken())
                .setLastRequest(1)
                .setLastAnswer(1));
        refused(1);
        stage.world.refusing = false;
        crash("square");
        expectSnapshot(again, 1, "square");
        expectPush(again, 2, "square");
    }
}
