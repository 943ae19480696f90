package et.testkit.runtime;

import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import et.api.ActorRef;
import et.persistence.ImpactStore.Touched;
import et.persistence.Touch;
import et.proto.store.Book;
import et.testkit.Player;
import et.testkit.Scenario;
import et.testkit.World;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is recorded of a version, so that it can be said afterwards whom it has touched. */
class ImpactEnvTest {

    private static final int ACTORS = 30;
    private static final String GOOD = BUNDLE + "/1.0.0";
    private static final String BAD = BUNDLE + "/2.0.0";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final long seed = System.nanoTime();

    private static ActorRef actor(int number) {
        return new ActorRef("box", "n" + number);
    }

    private static BoxLogic logic() {
        return new BoxLogic()
                .word("taken", (ctx, box, word) -> box)
                .act("tell", (ctx, box, act) -> {
                    ctx.send(new ActorRef("box", act.getTo()), BoxLogic.word("taken", 1));
                    return box;
                })
                .act("fail", (ctx, box, act) -> {
                    throw new IllegalStateException("bad luck");
                });
    }

    private static List<Touched> touched(World world, String code) {
        return world.store().touched(code, null, 1000);
    }

    private static Touch of(World world, String code, ActorRef actor) {
        List<Touch> touches = touched(world, code).stream()
                .filter(one -> one.type().equals(actor.type()) && one.id().equals(actor.id()))
                .map(Touched::touch)
                .toList();
        assertThat(touches).as("%s: %s of %s", world, code, actor).hasSize(1);
        return touches.get(0);
    }

    private static Book book(World world, ActorRef actor) {
        try {
            return Book.parseFrom(world.row(actor).book());
        } catch (InvalidProtocolBufferException damaged) {
            throw new AssertionError(damaged);
        }
    }

    /** Some actors are touched, at times and as often as the seed says; the record names exactly those. */
    @Test
    void exactlyThoseWhomTheBadVersionChangedAreRecorded() {
        Random random = new Random(seed);
        try (World world = world(seed, logic())) {
            Player alice = world.player("alice");
            for (int number = 0; number < ACTORS; number++) {
                ask(alice, actor(number), act("add", 1));
            }
            assertThat(touched(world, GOOD)).as("nothing is being tried").isEmpty();
            world.hotfix(BUNDLE, "2.0.0", logic());
            var changes = new TreeMap<Integer, Integer>();
            var first = new TreeMap<Integer, Long>();
            var last = new TreeMap<Integer, Long>();
            for (int step = 0; step < ACTORS; step++) {
                world.advance(SECOND);
                int number = random.nextInt(ACTORS);
                ask(alice, actor(number), act("add", 1));
                changes.merge(number, 1, Integer::sum);
                first.putIfAbsent(number, world.now().toEpochMilli());
                last.put(number, world.now().toEpochMilli());
                // Who only asks, or is refused, leaves no trace.
                value(alice, actor(random.nextInt(ACTORS)));
                alice.ask(actor(random.nextInt(ACTORS)), act("fail"));
            }
            world.rollback(BUNDLE);
            world.advance(SECOND);
            assertThat(touched(world, BAD)).as("seed %s", seed).hasSameSizeAs(changes.keySet());
            assertThat(world.store().count(BAD)).isEqualTo(changes.size());
            changes.forEach((number, count) -> {
                Touch touch = of(world, BAD, actor(number));
                assertThat(touch.isOver()).isFalse();
                assertThat(touch.player()).isEqualTo("alice");
                assertThat(touch.firstAt()).isEqualTo(first.get(number));
                assertThat(book(world, actor(number)).getStint().getLastMs()).isEqualTo(last.get(number));
                assertThat(world.row(actor(number)).revision() - touch.revision() + 1)
                        .as("seed %s, commits of %s", seed, number)
                        .isGreaterThanOrEqualTo(count);
                // The version before goes on: the other one's part is over.
                ask(alice, actor(number), act("add", 1));
                Touch over = of(world, BAD, actor(number));
                assertThat(over.isOver()).isTrue();
                assertThat(over.lastAt()).isEqualTo(last.get(number));
                assertThat(over.lastRevision())
                        .isEqualTo(of(world, GOOD, actor(number)).revision() - 1);
            });
        }
    }

    @Test
    void eachCommitCounts() {
        try (World world = world(seed, logic())) {
            Player alice = world.player("alice");
            ask(alice, actor(1), act("add", 1));
            world.hotfix(BUNDLE, "2.0.0", logic());
            for (int commits = 0; commits < 5; commits++) {
                ask(alice, actor(1), act("add", 1));
            }
            Touch touch = of(world, BAD, actor(1));
            assertThat(world.row(actor(1)).revision() - touch.revision() + 1).isEqualTo(5);
            assertThat(world.row(actor(1)).touches())
                    .as("nothing more is recorded")
                    .isEmpty();
            assertThat(book(world, actor(1)).getStint().getChangedState()).isTrue();
        }
    }

    @Test
    void whoHasSentButNotChangedItsStateIsRecordedToo() {
        try (World world = world(seed, logic())) {
            Player alice = world.player("alice");
            ask(alice, actor(1), act("add", 1));
            world.hotfix(BUNDLE, "2.0.0", logic());
            alice.ask(actor(1), act("tell", "n2", 0));
            alice.ask(actor(1), act("tell", "n2", 0));
            world.advance(SECOND);
            world.rollback(BUNDLE);
            assertThat(world.row(actor(1)).code())
                    .as("its state is the one from before")
                    .isEqualTo(GOOD);
            assertThat(book(world, actor(1)).getStint().getChangedState()).isFalse();
            assertThat(touched(world, BAD)).extracting(Touched::id).containsExactly("n1", "n2");
            ask(alice, actor(1), act("add", 1));
            assertThat(of(world, BAD, actor(1)).sent()).isEqualTo(2);
            assertThat(of(world, GOOD, actor(1)).sent()).isZero();
        }
    }

    @Test
    void anActorThatIsNewIsRecordedWhileTheHotfixStandsOpen() {
        try (World world = world(seed, logic())) {
            Player alice = world.player("alice");
            world.hotfix(BUNDLE, "2.0.0", logic());
            ask(alice, actor(1), act("add", 1));
            world.confirm(BUNDLE);
            ask(alice, actor(2), act("add", 1));
            assertThat(touched(world, BAD)).extracting(Touched::id).containsExactly("n1");
        }
    }

    @Test
    void aRelaxedChangeOfTheBadVersionIsRecordedThoughItIsWrittenLater() {
        BoxLogic good = logic().relaxed(Duration.ofSeconds(20));
        BoxLogic bad = logic().relaxed(Duration.ofSeconds(20));
        try (World world = world(seed, good)) {
            Player alice = world.player("alice");
            ask(alice, actor(1), act("add", 1));
            world.advance(Duration.ofMinutes(1));
            world.hotfix(BUNDLE, "2.0.0", bad);
            ask(alice, actor(1), act("add", 1));
            assertThat(touched(world, BAD)).isEmpty();
            world.rollback(BUNDLE);
            ask(alice, actor(1), act("add", 1));
            world.advance(Duration.ofMinutes(1));
            Touch touch = of(world, BAD, actor(1));
            assertThat(touch.isOver()).isTrue();
            assertThat(touch.lastRevision())
                    .as("in one write with what came after")
                    .isEqualTo(touch.revision());
            assertThat(of(world, GOOD, actor(1)).revision()).isEqualTo(touch.revision());
        }
    }

    @Test
    void aWriteThatFailsForAWhileIsRecordedOnce() {
        try (World world = world(seed, logic())) {
            Player alice = world.player("alice");
            ask(alice, actor(1), act("add", 1));
            world.hotfix(BUNDLE, "2.0.0", logic());
            world.store().cutNextWrite();
            ask(alice, actor(1), act("add", 1));
            world.store().failNext(3);
            ask(alice, actor(1), act("add", 1));
            Touch touch = of(world, BAD, actor(1));
            assertThat(world.row(actor(1)).revision() - touch.revision() + 1).isEqualTo(2);
        }
    }

    /** Whenever the actor is lost or its shard moves: whoever carries a change of the bad version is recorded, and nobody else. */
    @Test
    void whateverHappensTheRecordAndTheRowsAgree() {
        Scenario<String> script = Scenario.of(() -> world(61, logic()), world -> {
            Player alice = world.player("alice");
            for (int number = 0; number < 3; number++) {
                ask(alice, actor(number), act("add", 1));
            }
            world.hotfix(BUNDLE, "2.0.0", logic());
            ask(alice, actor(1), act("add", 1));
            alice.ask(actor(1), act("tell", "n2", 0));
            world.advance(SECOND);
            ask(alice, actor(1), act("add", 1));
            world.rollback(BUNDLE);
            ask(alice, actor(1), act("add", 1));
            world.advance(SECOND);
            var ids = new TreeSet<String>();
            touched(world, BAD).stream()
                    // Its message may come after the rollback.
                    .filter(one -> !one.id().equals("n2"))
                    .forEach(one -> ids.add(one.id() + " sent " + one.touch().sent()));
            return ids.toString();
        });
        script.atEveryStep(world -> world.crash(actor(1)));
        script.atEveryStep(world -> world.move(actor(1)));
    }
}
