package et.testkit.runtime;

import static et.testkit.runtime.BoxLogic.A;
import static et.testkit.runtime.BoxLogic.B;
import static et.testkit.runtime.BoxLogic.acted;
import static et.testkit.runtime.BoxLogic.add;
import static et.testkit.runtime.BoxLogic.news;
import static et.testkit.runtime.BoxLogic.word;
import static et.testkit.runtime.Boxes.act;
import static et.testkit.runtime.Boxes.ask;
import static et.testkit.runtime.Boxes.code;
import static et.testkit.runtime.Boxes.seen;
import static et.testkit.runtime.Boxes.stored;
import static et.testkit.runtime.Boxes.value;
import static et.testkit.runtime.Boxes.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.api.ActorContext;
import et.api.Refusal;
import et.proto.client.Code;
import et.testkit.Player;
import et.testkit.Reply;
import et.testkit.World;
import et.testkit.box.Acted;
import et.testkit.box.Echo;
import et.testkit.box.News;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a handler asks for takes place together with its change, in order, or not at all. */
class EffectsEnvTest {

    @Test
    void anExceptionDropsStateAndEffects() {
        BoxLogic logic = new BoxLogic()
                .act("fail", (ctx, box, act) -> {
                    ctx.push(news("never"));
                    ctx.tell(B, word("add", 1));
                    ctx.send(B, word("add", 1));
                    ctx.join();
                    ctx.reply(acted(box));
                    throw new IllegalStateException("a bug");
                })
                .word("add", (ctx, box, told) -> add(box, told.getAmount(), ""));
        try (World world = world(1, logic)) {
            Player alice = world.player("alice");
            assertThat(code(alice, A, act("fail"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            world.advance(Duration.ofSeconds(5));
            assertThat(alice.pushes(News.class)).isEmpty();
            assertThat(alice.joined()).isEmpty();
            assertThat(value(alice, B)).isZero();
        }
    }

    @Test
    void aLinkageErrorIsTheHandlersFailureOnly() {
        BoxLogic logic = new BoxLogic()
                .act("link", (ctx, box, act) -> {
                    throw new NoClassDefFoundError("gone");
                })
                .act("deep", (ctx, box, act) -> deep(box))
                .act("null", (ctx, box, act) -> null);
        try (World world = world(2, logic)) {
            Player alice = world.player("alice");
            assertThat(code(alice, A, act("link"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            assertThat(code(alice, A, act("deep"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            assertThat(code(alice, A, act("null"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            assertThat(ask(alice, A, act("add", 1)).getValue()).isEqualTo(1);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // what the test is about
    private static et.testkit.box.Box deep(et.testkit.box.Box box) {
        return deep(box);
    }

    @Test
    void aHandlerThatSaysNothingIsAnsweredWithNothing() {
        try (World world = world(3, new BoxLogic())) {
            Reply reply = world.player("alice").ask(A, act("join"));
            assertThat(reply.ok()).isTrue();
            assertThat(reply.message()).isZero();
            assertThat(reply.payload()).isEmpty();
        }
    }

    @Test
    void effectsLeaveOnlyWhenTheChangeIsStored() {
        BoxLogic logic = new BoxLogic().act("push", (ctx, box, act) -> {
            ctx.push(news("stored"));
            return add(box, 1, "");
        });
        try (World world = world(4, logic)) {
            Player alice = world.player("alice");
            ask(alice, A, act("get"));
            world.store().failNext(2);
            long number = alice.send(A, act("push"));
            world.run();
            assertThat(alice.pushes(News.class)).isEmpty();
            assertThat(alice.unanswered()).isEqualTo(1);
            alice.await(number);
            assertThat(stored(world, A)).isEqualTo(1);
            assertThat(alice.pushes(News.class)).hasSize(1);
        }
    }

    @Test
    void aReadOnlyHandlerWritesNothingAndWaitsItsTurn() {
        try (World world = world(5, new BoxLogic())) {
            Player alice = world.player("alice");
            ask(alice, A, act("get"));
            assertThat(world.row(A)).isNull();
            ask(alice, A, act("add", 1));
            long revision = world.row(A).revision();
            ask(alice, A, act("get"));
            world.advance(Duration.ofSeconds(30));
            assertThat(world.row(A).revision()).isEqualTo(revision);
            world.store().failNext(1);
            long write = alice.send(A, act("add", 1));
            long read = alice.send(A, act("get"));
            world.run();
            assertThat(alice.unanswered()).isEqualTo(2);
            alice.await(write);
            assertThat(alice.await(read).as(Acted.class).getValue()).isEqualTo(2);
        }
    }

    @Test
    void relaxedAnswersLeaveAtOnceAndAreWrittenInTime() {
        try (World world = world(6, new BoxLogic().relaxed(Duration.ofSeconds(5)))) {
            Player alice = world.player("alice");
            assertThat(ask(alice, A, act("add", 1)).getValue()).isEqualTo(1);
            assertThat(stored(world, A)).isZero();
            world.advance(Duration.ofSeconds(4));
            ask(alice, A, act("add", 1));
            assertThat(stored(world, A)).isZero();
            world.advance(Duration.ofMillis(1_001));
            assertThat(stored(world, A)).isEqualTo(2);
        }
    }

    @Test
    void aRelaxedActorGoesBackToItsLastWriteInACrash() {
        try (World world = world(7, new BoxLogic().relaxed(Duration.ofSeconds(5)))) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            world.advance(Duration.ofSeconds(6));
            ask(alice, A, act("add", 10));
            world.crash();
            assertThat(value(alice, A)).isEqualTo(1);
        }
    }

    @Test
    void aRelaxedChangeSurvivesAStoreThatFailsForMinutes() {
        try (World world = world(8, new BoxLogic().relaxed(Duration.ofSeconds(1)))) {
            Player alice = world.player("alice");
            ask(alice, A, act("add", 1));
            world.store().failNext(1000);
            world.advance(Duration.ofMinutes(2));
            assertThat(ask(alice, A, act("add", 1)).getValue()).isEqualTo(2);
            world.store().failNext(0);
            world.advance(Duration.ofMinutes(1));
            assertThat(stored(world, A)).isEqualTo(2);
        }
    }

    @Test
    void anAskIsAnsweredByTheHandlerOfItsAnswer() {
        BoxLogic logic = asking().word("question", (ctx, box, word) -> {
            ctx.reply(Echo.newBuilder()
                    .setText("from " + ctx.self().id() + " to "
                            + ctx.sender().orElseThrow().id())
                    .build());
            return box;
        });
        try (World world = world(9, logic)) {
            Player alice = world.player("alice");
            assertThat(ask(alice, A, act("ask", "b", 1000)).getText()).isEqualTo("from b to a");
            assertThat(seen(alice, A)).isEqualTo("echo from b to a");
        }
    }

    private static BoxLogic asking() {
        return new BoxLogic().act("ask", (ctx, box, act) -> {
            ctx.ask(new et.api.ActorRef("box", act.getTo()), word("question", 1), Duration.ofMillis(act.getAmount()));
            return box;
        });
    }

    @Test
    void aQuestionWithoutAnswerFails() {
        BoxLogic silent = asking().onFailure().word("question", (ctx, box, word) -> box);
        try (World world = world(10, silent)) {
            assertThat(ask(world.player("alice"), A, act("ask", "b", 1000)).getText())
                    .isEqualTo("FAILED 0");
        }
        BoxLogic refusing = asking().onFailure().word("question", (ctx, box, word) -> {
            throw new Refusal(1234, "no");
        });
        try (World world = world(11, refusing)) {
            assertThat(ask(world.player("alice"), A, act("ask", "b", 1000)).getText())
                    .isEqualTo("REFUSED 1234");
        }
        BoxLogic refusingWithoutHandler = asking().word("question", (ctx, box, word) -> {
            throw new Refusal(1234, "no");
        });
        try (World world = world(12, refusingWithoutHandler)) {
            assertThat(code(world.player("alice"), A, act("ask", "b", 1000))).isEqualTo(1234);
        }
    }

    @Test
    void aQuestionPastItsDeadlineFails() {
        BoxLogic slow = asking().word("question", (ctx, box, word) -> {
            ctx.ask(BoxLogic.A, word("never", 0), Duration.ofSeconds(30));
            return box;
        });
        slow.word("never", (ctx, box, word) -> {
            ctx.ask(new et.api.ActorRef("nobody", "x"), word("never", 0), Duration.ofSeconds(40));
            return box;
        });
        try (World world = world(13, slow)) {
            Player alice = world.player("alice");
            long number = alice.send(A, act("ask", "b", 100));
            world.advance(Duration.ofMillis(99));
            assertThat(alice.unanswered()).isEqualTo(1);
            world.advance(Duration.ofMillis(2));
            assertThat(alice.await(number).code()).isEqualTo(Code.DEADLINE_VALUE);
        }
    }

    @Test
    void blockingWorkComesBackAsAnAnswer() {
        BoxLogic logic = new BoxLogic()
                .onFailure()
                .act("work", (ctx, box, act) -> {
                    ctx.blocking(() -> Echo.newBuilder().setText("done").build(), Duration.ofSeconds(1));
                    return add(box, 1, "");
                })
                .act("break", (ctx, box, act) -> {
                    ctx.blocking(
                            () -> {
                                throw new java.io.IOException("no disk");
                            },
                            Duration.ofSeconds(1));
                    return box;
                });
        try (World world = world(14, logic)) {
            Player alice = world.player("alice");
            assertThat(ask(alice, A, act("work")).getText()).isEqualTo("done");
            assertThat(ask(alice, A, act("break")).getText()).isEqualTo("FAILED 0");
        }
    }

    @Test
    void anOutcomeThatWasLostInACrashIsSaidToBeUnknown() {
        BoxLogic logic = asking().word("question", (ctx, box, word) -> {
            ctx.ask(new et.api.ActorRef("nobody", "x"), word("never", 0), Duration.ofSeconds(40));
            return box;
        });
        try (World world = world(15, logic)) {
            Player alice = world.player("alice");
            long number = alice.send(A, act("ask", "b", 30_000));
            world.advance(Duration.ofSeconds(1));
            world.crash();
            assertThat(alice.await(number).code()).isEqualTo(Code.OUTCOME_UNKNOWN_VALUE);
        }
    }

    @Test
    void tellsKeepTheirOrder() {
        BoxLogic logic = new BoxLogic()
                .act("tell", (ctx, box, act) -> {
                    for (int at = 0; at < 5; at++) {
                        ctx.tell(B, word("add", at));
                    }
                    return box;
                })
                .word("add", (ctx, box, told) -> add(box, 1, "" + told.getAmount()));
        try (World world = world(16, logic)) {
            Player alice = world.player("alice");
            alice.ask(A, act("tell"));
            world.advance(Duration.ofSeconds(1));
            assertThat(seen(alice, B)).isEqualTo("0,1,2,3,4");
        }
    }

    @Test
    void aStoredMessageThatFailsComesAgainUntilAHotfixRepairsIt() {
        BoxLogic broken = new BoxLogic()
                .act("send", (ctx, box, act) -> {
                    ctx.send(B, word("add", 1));
                    ctx.send(B, word("add", 2));
                    return box;
                })
                .word("add", (ctx, box, told) -> {
                    throw new IllegalStateException("a bug");
                });
        BoxLogic repaired = new BoxLogic().word("add", (ctx, box, told) -> add(box, 1, "" + told.getAmount()));
        try (World world = world(17, broken)) {
            Player alice = world.player("alice");
            alice.ask(A, act("send"));
            world.advance(Duration.ofSeconds(20));
            assertThat(seen(alice, B)).isEmpty();
            world.hotfix(Boxes.BUNDLE, "1.0.1", repaired);
            world.advance(Duration.ofMinutes(1));
            assertThat(seen(alice, B)).isEqualTo("1,2");
        }
    }

    @Test
    void joinedSessionsArePushedToAndToldOfTheirEnd() {
        BoxLogic logic = new BoxLogic()
                .onLeft()
                .act("news", (ctx, box, act) -> {
                    ctx.broadcast(news(act.getTo()));
                    return box;
                })
                .act("leave", (ctx, box, act) -> {
                    ctx.leave(ctx.session().orElseThrow());
                    return box;
                });
        try (World world = world(18, logic)) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            Player carol = world.player("carol");
            alice.ask(A, act("join"));
            bob.ask(A, act("join"));
            carol.ask(A, act("join"));
            carol.ask(A, act("leave"));
            alice.ask(A, act("news", "one", 0));
            assertThat(alice.joined()).containsExactly(A);
            assertThat(carol.joined()).isEmpty();
            bob.leave();
            world.advance(Duration.ofSeconds(2));
            alice.ask(A, act("news", "two", 0));
            world.run();
            assertThat(alice.pushes(News.class)).containsExactly(news("one"), news("two"));
            assertThat(bob.pushes(News.class)).containsExactly(news("one"));
            assertThat(carol.pushes(News.class)).isEmpty();
            assertThat(seen(alice, A)).isEqualTo("left bob");
        }
    }

    @Test
    void aSessionThatDoesNotComeBackAfterACrashHasLeft() {
        try (World world = world(19, new BoxLogic().onLeft())) {
            Player alice = world.player("alice");
            Player bob = world.player("bob");
            alice.ask(A, act("join"));
            bob.ask(A, act("join"));
            world.crash();
            assertThat(seen(alice, A)).isEmpty();
            assertThat(alice.joined()).containsExactly(A);
            world.advance(Duration.ofSeconds(119));
            assertThat(seen(alice, A)).isEmpty();
            world.advance(Duration.ofSeconds(5));
            assertThat(seen(alice, A)).isEqualTo("left bob");
        }
    }

    @Test
    void aContextThatIsKeptSaysSo() {
        AtomicReference<ActorContext> kept = new AtomicReference<>();
        BoxLogic logic = new BoxLogic().act("keep", (ctx, box, act) -> {
            kept.set(ctx);
            return box;
        });
        try (World world = world(20, logic)) {
            world.player("alice").ask(A, act("keep"));
            assertThatThrownBy(() -> kept.get().self())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("after its handler returned");
        }
    }

    @Test
    void idsAreNeverGivenTwice() {
        List<Long> ids = new ArrayList<>();
        BoxLogic logic = new BoxLogic().act("id", (ctx, box, act) -> {
            ids.add(ctx.newId());
            return box;
        });
        try (World world = world(21, logic)) {
            Player alice = world.player("alice");
            for (int round = 0; round < 3; round++) {
                alice.ask(A, act("id"));
                alice.ask(B, act("id"));
                world.crash();
            }
            assertThat(ids).hasSize(6).doesNotHaveDuplicates().allMatch(id -> id > 0);
        }
    }

    @Test
    void aSecondReplyIsAMistakeThatIsNamed() {
        BoxLogic logic = new BoxLogic().act("twice", (ctx, box, act) -> {
            ctx.reply(acted(box));
            ctx.reply(acted(box));
            return add(box, 1, "");
        });
        try (World world = world(22, logic)) {
            Player alice = world.player("alice");
            assertThat(code(alice, A, act("twice"))).isEqualTo(Code.LOGIC_FAILED_VALUE);
            assertThat(value(alice, A)).isZero();
        }
    }

    @Test
    void aStoredMessageWhoseReceiverIsTheSenderArrives() {
        BoxLogic logic = new BoxLogic()
                .act("self", (ctx, box, act) -> {
                    ctx.send(A, word("add", 5));
                    return box;
                })
                .word("add", (ctx, box, told) -> add(box, told.getAmount(), ""));
        try (World world = world(23, logic)) {
            Player alice = world.player("alice");
            alice.ask(A, act("self"));
            world.advance(Duration.ofSeconds(5));
            assertThat(value(alice, A)).isEqualTo(5);
        }
    }
}
