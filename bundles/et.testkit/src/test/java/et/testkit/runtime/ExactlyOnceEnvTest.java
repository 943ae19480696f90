package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.add;
import static et.testkit.runtime.BoxLogic.word;
import static et.testkit.runtime.Boxes.BUNDLE;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static org.assertj.core.api.Assertions.assertThat;

import et.api.ActorRef;
import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.Reply;
import et.testkit.World;
import et.testkit.box.Acted;
import et.testkit.box.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Players whose links lose and double what they send, while the container crashes, shards move, commits fail and the code is switched back and forth. An oracle knows
 * what each actor must have seen: every request of a player that was answered, once and in order, and of those that failed none.
 */
class ExactlyOnceEnvTest {

    private static final int ROUNDS = 150;
    private static final int PLAYERS = 4;
    private static final List<ActorRef> ACTORS =
            List.of(new ActorRef("box", "a"), new ActorRef("box", "b"), new ActorRef("box", "c"));

    /** One request that was sent. */
    private record Sent(Player player, ActorRef to, long number, String mark) {}

    private final List<Sent> sent = new ArrayList<>();
    private final Set<String> gifts = new HashSet<>();
    private int version;

    private static BoxLogic logic() {
        return new BoxLogic()
                .act("gift", (ctx, box, act) -> {
                    ctx.send(new ActorRef("box", "till"), word("gift", act.getAmount()));
                    ctx.reply(BoxLogic.acted(box));
                    return add(box, 0, act.getTo());
                })
                .act("ask", (ctx, box, act) -> {
                    ctx.ask(new ActorRef("box", "oracle"), word("echo", act.getAmount()), Duration.ofSeconds(20));
                    return add(box, 0, act.getTo());
                })
                .word("gift", (ctx, box, word) -> add(box, word.getAmount(), ""))
                .word("echo", (ctx, box, word) -> {
                    ctx.reply(word);
                    return box;
                })
                .also(on -> on.answer(Word.class, (ctx, box, word) -> {
                    ctx.reply(BoxLogic.acted(box));
                    return box;
                }));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void nothingIsLostDoubledOrReordered(long seed) {
        Random random = new Random(seed);
        try (World world = Boxes.world(seed, logic())) {
            List<Player> players = new ArrayList<>();
            for (int at = 0; at < PLAYERS; at++) {
                players.add(world.player("p" + at));
            }
            for (int round = 0; round < ROUNDS; round++) {
                send(players.get(random.nextInt(PLAYERS)), random);
                disturb(world, players.get(random.nextInt(PLAYERS)), random);
                world.advance(Duration.ofMillis(random.nextInt(40)));
            }
            players.forEach(Player::reconnect);
            world.advance(Duration.ofMinutes(3));
            check(world, players);
        }
    }

    private void send(Player player, Random random) {
        ActorRef to = ACTORS.get(random.nextInt(ACTORS.size()));
        String mark = player.id() + ":" + sent.size();
        int kind = random.nextInt(10);
        String name = kind < 6 ? "add" : kind < 8 ? "gift" : "ask";
        long number = player.send(to, act(name, mark, 1));
        sent.add(new Sent(player, to, number, mark));
        if (name.equals("gift")) {
            gifts.add(mark);
        }
    }

    private void disturb(World world, Player player, Random random) {
        switch (random.nextInt(14)) {
            case 0 -> player.disconnect();
            case 1, 2, 3 -> player.reconnect();
            case 4 -> world.crash(ACTORS.get(random.nextInt(ACTORS.size())));
            case 5 -> {
                if (random.nextInt(3) == 0) {
                    world.crash();
                }
            }
            case 6 -> world.store().failNext(1 + random.nextInt(3));
            case 7 -> world.store().cutNextWrite();
            case 8 -> {
                if (world.isOpen(BUNDLE)) {
                    if (random.nextBoolean()) {
                        world.confirm(BUNDLE);
                    } else {
                        world.rollback(BUNDLE);
                    }
                } else {
                    world.hotfix(BUNDLE, "1.0." + ++version, logic());
                }
            }
            default -> {
                // Nothing happens, for a change.
            }
        }
    }

    private void check(World world, List<Player> players) {
        for (Player player : players) {
            assertThat(player.unanswered())
                    .as("unanswered of %s (%s)", player.id(), world)
                    .isZero();
        }
        Player reader = world.player("reader");
        Map<ActorRef, List<String>> seen = new HashMap<>();
        for (ActorRef actor : ACTORS) {
            Acted all = ask(reader, actor, act("get"));
            seen.put(
                    actor,
                    all.getText().isEmpty() ? List.of() : List.of(all.getText().split(",", -1)));
            assertThat(seen.get(actor)).as("%s (%s)", actor, world).doesNotHaveDuplicates();
        }
        for (Sent one : sent) {
            Reply reply = one.player().await(one.number());
            boolean applied = seen.getOrDefault(one.to(), List.of()).contains(one.mark());
            if (reply.ok()) {
                assertThat(applied)
                        .as("%s was answered (%s)", one.mark(), world)
                        .isTrue();
            } else if (reply.code() != Code.OUTCOME_UNKNOWN_VALUE
                    && reply.code() != Code.LOGIC_FAILED_VALUE
                    && reply.code() != Code.DEADLINE_VALUE) {
                assertThat(applied)
                        .as("%s failed with %s (%s)", one.mark(), reply, world)
                        .isFalse();
            }
        }
        for (Player player : players) {
            for (ActorRef actor : ACTORS) {
                List<String> mine = seen.getOrDefault(actor, List.of()).stream()
                        .filter(mark -> mark.startsWith(player.id() + ":"))
                        .toList();
                List<String> inOrder = sent.stream()
                        .filter(one -> one.player() == player && one.to().equals(actor))
                        .map(Sent::mark)
                        .filter(mine::contains)
                        .toList();
                assertThat(mine).as("%s at %s (%s)", player.id(), actor, world).isEqualTo(inOrder);
            }
        }
        long given = seen.values().stream()
                .flatMap(List::stream)
                .filter(gifts::contains)
                .count();
        assertThat(ask(reader, new ActorRef("box", "till"), act("get")).getValue())
                .as("gifts that arrived (%s)", world)
                .isEqualTo(given);
        assertThat(world.logics().counters().reordered())
                .as("reordered (%s)", world)
                .isZero();
    }
}
