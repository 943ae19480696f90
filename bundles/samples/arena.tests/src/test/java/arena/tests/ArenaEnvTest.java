package arena.tests;

import static org.assertj.core.api.Assertions.assertThat;

import arena.Coin;
import arena.Enter;
import arena.Entered;
import arena.Leave;
import arena.PurseChanged;
import arena.Refused;
import arena.Said;
import arena.Say;
import arena.Take;
import arena.Walk;
import arena.Walked;
import arena.Walker;
import et.api.ActorRef;
import et.testkit.Player;
import et.testkit.Reply;
import et.testkit.World;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the game, in both versions. */
class ArenaEnvTest {

    private static final Duration TICKS = Duration.ofMillis(250);

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.1.0"})
    void walksAreCheckedAndNumbered(String version) {
        try (World world = Arena.world(1, version)) {
            Visitor alice = new Visitor(world, "alice");
            assertRefused(alice.ask(walk(1, 1, 1)), Refused.NOT_HERE);
            Entered picture = alice.enter();
            int x = picture.getYou().getX();
            int y = Math.min(90, picture.getYou().getY());

            assertRefused(alice.ask(walk(-1, y, 1)), Refused.OFF_THE_MAP);
            assertRefused(alice.ask(walk(x, y + 96, 1)), Refused.OFF_THE_MAP);
            assertRefused(alice.ask(walk(x > 48 ? x - 4 : x + 4, y, 1)), Refused.TOO_FAR);
            int side = x > 48 ? x - 3 : x + 3;
            assertThat(alice.ask(walk(side, y, 1)).as(Walked.class).getPrevious())
                    .isZero();
            assertThat(alice.ask(walk(x, y, 2)).as(Walked.class).getPrevious()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.1.0"})
    void walkingAndTalkingTakeTime(String version) {
        try (World world = Arena.world(2, version)) {
            Visitor alice = new Visitor(world, "alice");
            alice.enter();
            int x = alice.x() > 48 ? alice.x() - 3 : alice.x() + 3;
            List<Long> sent = Stream.iterate(0, i -> i < 100, i -> i + 1)
                    .map(i -> alice.player().send(Arena.MEADOW, walk(i % 2 == 0 ? x : alice.x(), alice.y(), i + 1)))
                    .toList();
            List<Reply> walks =
                    sent.stream().map(number -> alice.player().await(number)).toList();
            // 5 s may be caught up on: 120 tiles at 24 a second, or 150 at 30, in walks of 3.
            int most = version.equals("1.0.0") ? 40 : 50;
            Reply tooFast =
                    walks.stream().filter(walk -> !walk.ok()).findFirst().orElseThrow();
            assertRefused(tooFast, Refused.TOO_FAST);
            assertThat(walks.indexOf(tooFast)).isBetween(most, most + 2);

            for (int i = 0; i < 5; i++) {
                assertThat(alice.ask(say("hello")).ok()).isTrue();
            }
            assertRefused(alice.ask(say("hello")), Refused.TOO_FAST);
            world.advance(Duration.ofSeconds(2));
            assertThat(alice.ask(say("hello")).ok()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.1.0"})
    void whatIsSaidIsHeardInTheZone(String version) {
        try (World world = Arena.world(3, version)) {
            Visitor alice = new Visitor(world, "alice");
            Visitor bob = new Visitor(world, "bob");
            alice.enter();
            bob.enter();
            for (String bad : List.of("", "   ", "a\nb", "x".repeat(201))) {
                assertRefused(alice.ask(say(bad)), Refused.BAD_TEXT);
            }
            alice.ask(say(" Hello, neighbour! "));
            world.run();
            assertThat(bob.player().pushes(Said.class))
                    .containsExactly(Said.newBuilder()
                            .setPlayer("alice")
                            .setText("Hello, neighbour!")
                            .build());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.1.0"})
    void pushesAddUpToWhatAFreshLookShows(String version) {
        long seed = 4;
        Random random = new Random(seed);
        try (World world = Arena.world(seed, version)) {
            List<Visitor> all = Stream.iterate(0, i -> i < 12, i -> i + 1)
                    .map(i -> new Visitor(world, "p" + i))
                    .toList();
            all.forEach(Visitor::enter);
            for (int round = 0; round < 300; round++) {
                Visitor one = all.get(random.nextInt(all.size()));
                int dx = random.nextInt(7) - 3;
                int dy = random.nextInt(7) - 3;
                one.walkTo(Math.floorMod(one.x() + dx, 96), Math.floorMod(one.y() + dy, 96));
                world.advance(Duration.ofMillis(random.nextInt(60)));
            }
            all.get(0).ask(Leave.getDefaultInstance());
            all.get(1).player().leave();
            world.advance(TICKS);
            for (Visitor one : all.subList(2, all.size())) {
                Player fresh = one.player();
                Entered truth =
                        fresh.ask(Arena.MEADOW, Enter.getDefaultInstance()).as(Entered.class);
                assertThat(one.seen())
                        .as("%s sees (seed %d)", fresh.id(), seed)
                        .isEqualTo(truth.getNeighboursList().stream()
                                .collect(Collectors.toMap(Walker::getPlayer, Function.identity())));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.1.0"})
    void aCoinIsHandedOutOnceAndArrives(String version) {
        try (World world = Arena.world(5, version)) {
            Visitor alice = new Visitor(world, "alice");
            alice.purse();
            alice.enter();
            world.advance(Duration.ofSeconds(5));
            assertThat(alice.coinNews()).isNotEmpty();
            long worth = alice.pickUp(3);
            Coin far = alice.enter().getCoinsList().stream()
                    .filter(coin -> Math.abs(coin.getX() - alice.x()) > 2)
                    .findFirst()
                    .orElseThrow();
            assertRefused(alice.ask(take(far.getId())), Refused.OUT_OF_REACH);
            assertRefused(alice.ask(take(12345)), Refused.COIN_GONE);
            world.advance(TICKS);

            assertThat(alice.coins()).isEqualTo(worth);
            assertThat(alice.census().getHandedToYou()).isEqualTo(worth);
            assertThat(alice.player().pushes(PurseChanged.class))
                    .hasSize(3)
                    .last()
                    .extracting(PurseChanged::getCoins)
                    .isEqualTo(worth);

            alice.ask(Leave.getDefaultInstance());
            world.advance(TICKS);
            assertThat(alice.purse().getStated()).isEqualTo(worth);
            assertThat(alice.enter().getTakes()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.1.0"})
    void whoeverIsGoneOrIdleIsShownOut(String version) {
        try (World world = Arena.world(6, version)) {
            Visitor alice = new Visitor(world, "alice");
            Visitor bob = new Visitor(world, "bob");
            Visitor carol = new Visitor(world, "carol");
            alice.enter();
            bob.enter();
            carol.enter();
            bob.player().leave();
            world.advance(TICKS);
            assertThat(alice.census().getWalkers()).isEqualTo(2);

            world.advance(Duration.ofMinutes(4));
            assertThat(alice.ask(say("still here")).ok()).isTrue();
            world.advance(Duration.ofMinutes(2));
            assertThat(alice.census().getWalkers()).isEqualTo(1);
            assertRefused(carol.ask(say("hello?")), Refused.NOT_HERE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.1.0"})
    void onlyNamedZonesExist(String version) {
        try (World world = Arena.world(7, version)) {
            Player mallory = world.player("mallory");
            ActorRef nowhere = new ActorRef("arena", "nowhere");
            assertRefused(mallory.ask(nowhere, Enter.getDefaultInstance()), Refused.NO_SUCH_ZONE);
            world.advance(Duration.ofMinutes(1));
            assertThat(world.row(nowhere)).isNull();
        }
    }

    private static void assertRefused(Reply reply, Refused why) {
        assertThat(Refused.forNumber(reply.code())).as(reply.text()).isEqualTo(why);
    }

    private static Walk walk(int x, int y, int step) {
        return Walk.newBuilder().setX(x).setY(y).setStep(step).build();
    }

    private static Say say(String text) {
        return Say.newBuilder().setText(text).build();
    }

    private static Take take(long coin) {
        return Take.newBuilder().setCoin(coin).build();
    }
}
