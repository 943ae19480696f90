package et.testkit.runtime;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorRef;
import et.api.ActorType;
import et.api.Failure;
import et.api.Handlers;
import et.api.Reach;
import et.api.SessionRef;
import et.testkit.box.Act;
import et.testkit.box.Acted;
import et.testkit.box.Box;
import et.testkit.box.Echo;
import et.testkit.box.News;
import et.testkit.box.Word;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A type whose handlers a test gives by name. Those that every test needs are there: {@code add}, {@code get}, {@code join}. */
@ActorType(value = "box", reach = Reach.ANY)
final class BoxLogic implements ActorLogic<Box> {

    /** What an act does. */
    @FunctionalInterface
    interface Doing {
        Box act(ActorContext ctx, Box box, Act act) throws Exception;
    }

    /** What a message of an actor, or an answer, does. */
    @FunctionalInterface
    interface Hearing {
        Box hear(ActorContext ctx, Box box, Word word) throws Exception;
    }

    static final ActorRef A = new ActorRef("box", "a");
    static final ActorRef B = new ActorRef("box", "b");

    private final Map<String, Doing> acts = new HashMap<>();
    private final Map<String, Hearing> words = new HashMap<>();
    private Consumer<Handlers<Box>> more = on -> {};
    private Duration relaxed = Duration.ZERO;

    BoxLogic() {
        act("add", (ctx, box, act) -> {
            Box next = add(box, act.getAmount(), act.getTo());
            ctx.reply(acted(next));
            return next;
        });
        act("get", (ctx, box, act) -> {
            ctx.reply(Acted.newBuilder()
                    .setValue(box.getValue())
                    .setText(String.join(",", box.getSeenList()))
                    .build());
            return box;
        });
        act("join", (ctx, box, act) -> {
            ctx.join();
            return box;
        });
    }

    static Box add(Box box, long amount, String seen) {
        Box.Builder next = box.toBuilder().setValue(box.getValue() + amount);
        if (!seen.isEmpty()) {
            next.addSeen(seen);
        }
        return next.build();
    }

    static Acted acted(Box box) {
        return Acted.newBuilder().setValue(box.getValue()).build();
    }

    static News news(String text) {
        return News.newBuilder().setText(text).build();
    }

    static Word word(String name, long amount) {
        return Word.newBuilder().setName(name).setAmount(amount).build();
    }

    BoxLogic act(String name, Doing doing) {
        acts.put(name, doing);
        return this;
    }

    BoxLogic word(String name, Hearing hearing) {
        words.put(name, hearing);
        return this;
    }

    /** All requests are relaxed. */
    BoxLogic relaxed(Duration every) {
        relaxed = every;
        return this;
    }

    BoxLogic also(Consumer<Handlers<Box>> declared) {
        more = more.andThen(declared);
        return this;
    }

    BoxLogic onFailure() {
        return also(on -> on.failure((ctx, box, failure) -> {
            ctx.reply(Acted.newBuilder().setText(text(failure)).build());
            return box;
        }));
    }

    static String text(Failure failure) {
        return failure.reason() + " " + failure.code();
    }

    BoxLogic onLeft() {
        return also(on -> on.left((ctx, box, session) -> add(box, 0, "left " + player(session))));
    }

    private static String player(SessionRef session) {
        return session.player();
    }

    @Override
    public void define(Handlers<Box> on) {
        on.state(Box.parser());
        Handlers.Handling act = on.request(
                Act.class, (ctx, box, message) -> find(acts, message.getName()).act(ctx, box, message));
        if (!relaxed.isZero()) {
            act.relaxed(relaxed);
        }
        on.message(
                Word.class,
                (ctx, box, message) -> find(words, message.getName()).hear(ctx, box, message));
        on.answer(Echo.class, (ctx, box, echo) -> {
            ctx.reply(Acted.newBuilder().setText(echo.getText()).build());
            return add(box, 0, "echo " + echo.getText());
        });
        more.accept(on);
    }

    private static <T> T find(Map<String, T> map, String name) {
        T found = map.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no act " + name);
        }
        return found;
    }
}
